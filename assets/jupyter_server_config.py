"""For JupyterLab in this project's .venv: quick sliders, few bytes, and notebooks that can be read when reopened.

What nbgrader and its own needs would add for teachers is left out; labconfig/page_config.json does it for the menus.
"""


def keep_the_still_pictures(model, **_):
    """Save no widget views that have a still picture beside them: reopened, a view without its kernel is an error."""
    if model["type"] != "notebook" or model.get("content") is None:
        return
    for cell in model["content"]["cells"]:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if "text/html" in data:
                data.pop("application/vnd.jupyter.widget-view+json", None)


c.FileContentsManager.pre_save_hook = keep_the_still_pictures  # noqa: F821 (Jupyter defines c)

try:
    from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
except ImportError:  # another version of the server: then it stays as it is
    pass
else:
    class PromptConnection(ZMQChannelsWebsocketConnection):
        """Passes on at once what the kernel says.

        The server leaves Nagle's algorithm on for its websocket: a message that follows another waits until the
        browser has confirmed the first, up to 40 ms on Linux. Without it a slider step takes half the time
        (`make bench`).
        """

        def connect(self):
            """Switch the wait off, then go on as usual."""
            self.websocket_handler.set_nodelay(True)
            return super().connect()

    c.ServerApp.kernel_websocket_connection_class = PromptConnection  # noqa: F821

# A picture is text that repeats itself: deflated, a step of a slider is a tenth of the bytes or less, and over a slow
# line that is what a learner waits for. An empty dict is tornado's way to say yes; the server's default is no.
c.ServerApp.websocket_compression_options = {}  # noqa: F821

c.ServerApp.jpserver_extensions = {  # noqa: F821
    "nbgrader.server_extensions.assignment_list": False,
    "nbgrader.server_extensions.course_list": False,
    "nbgrader.server_extensions.formgrader": False,
    "nbgrader.server_extensions.validate_assignment": False,
    "notebook": False,
}
