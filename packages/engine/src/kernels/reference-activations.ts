/** Activation functions in f64, by their definitions: what the kernels' are compared with. */

/** The parameters that tests use. */
export const activationAlpha = 1.702;
export const activationLimit = 0.75;

/** erf(x), by its series and, for large x, by the continued fraction of erfc. */
export function erf(x: number): number {
  const t = Math.abs(x);
  if (t > 3) {
    let fraction = t;
    for (let k = 60; k > 0; k--) fraction = t + k / 2 / fraction;
    return Math.sign(x) * (1 - Math.exp(-t * t) / (fraction * Math.sqrt(Math.PI)));
  }
  let term = x;
  let sum = x;
  for (let n = 1; n < 80; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

const functions: Readonly<Record<string, (x: number) => number>> = {
  silu: (x) => x * sigmoid(x),
  gelu: (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
  gelu_erf: (x) => 0.5 * x * (1 + erf(x / Math.SQRT2)),
  gelu_quick: (x) => x * sigmoid(1.702 * x),
  sigmoid,
  tanh: Math.tanh,
  softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  exp: Math.exp,
  relu: (x) => Math.max(x, 0),
  relu2: (x) => Math.max(x, 0) ** 2,
  softcap: (x) => activationAlpha * Math.tanh(x / activationAlpha),
};

/** Names of those that need no gate. */
export const plainActivations = Object.keys(functions);

export function activation(kind: string, x: number): number {
  return functions[kind]!(x);
}

/** f(x) · u, or what gpt-oss makes of x and u. */
export function gatedActivation(kind: string, x: number, u: number): number {
  if (kind !== "swiglu_oai") return activation(kind, x) * u;
  const g = Math.min(x, activationLimit);
  return g * sigmoid(activationAlpha * g) * (Math.max(-activationLimit, Math.min(u, activationLimit)) + 1);
}
