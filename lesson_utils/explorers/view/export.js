const BEHAVIOURS = { convolution: Convolution, maps: Maps };
export default { render };
