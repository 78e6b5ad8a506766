const BEHAVIOURS = { convolution: Convolution };
export default { render };
