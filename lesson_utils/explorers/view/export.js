const BEHAVIOURS = { convolution: Convolution, maps: Maps, groups: Groups, cone: Cone };
export default { render };
