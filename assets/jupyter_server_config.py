"""For JupyterLab in this project's .venv: pass on what the kernel says at once.

The server leaves Nagle's algorithm on for its websocket: a message that follows another waits until the browser has
confirmed the first, up to 40 ms on Linux. Without it, a slider step takes half the time (`make bench`).
"""

try:
    from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
except ImportError:  # another version of the server: then it stays as it is
    pass
else:
    class PromptConnection(ZMQChannelsWebsocketConnection):
        """The server's own connection, without the wait."""

        def connect(self):
            """Switch the wait off, then go on as usual."""
            self.websocket_handler.set_nodelay(True)
            return super().connect()

    c.ServerApp.kernel_websocket_connection_class = PromptConnection  # noqa: F821 (Jupyter defines c)
