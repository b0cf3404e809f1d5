// TensorFlow.js names four modules of Node that it uses there only.
export default {};
