const BEHAVIOURS = { convolution: Convolution, maps: Maps, groups: Groups };
export default { render };
