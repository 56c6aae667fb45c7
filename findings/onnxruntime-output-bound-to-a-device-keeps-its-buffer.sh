#!/usr/bin/env bash
# onnxruntime 1.30.0, onnx 1.23.2 (PyPI), on the CPU.
# Guess: `bind_output(name, "cpu")`, which names a device and no buffer, lets each run of the binding allocate its output, so
#   an output whose shape changes from run to run is fine and the values that a caller holds stay as they are.
# Seen: only the first run allocates. The second one writes into the same memory: the OrtValue of the first run and even the
#   array that its `numpy()` gave hold the new values. Another shape is refused with an error about a "pre-allocated" output.
#   `clear_binding_outputs()` and a new `bind_output` before each run give what was guessed, as does `session.run`.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" -q install --disable-pip-version-check onnxruntime==1.30.0 onnx==1.23.2 numpy==2.4.6
ORT_DISABLE_TELEMETRY=1 "$dir/venv/bin/python" - <<'PY'
import numpy as np, onnx.parser, onnxruntime as ort

ort.set_default_logger_severity(4)
model = onnx.parser.parse_model('<ir_version: 10, opset_import: ["": 21]> g (float[n] x) => (float[n] y) { y = Add(x, x) }')
session = ort.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])

def outcome(rebind):
    """What the first run's array holds after a second run, and what a third run of another shape gives."""
    binding = session.io_binding()
    def run(values):
        binding.bind_cpu_input("x", np.array(values, np.float32))
        if rebind:
            binding.clear_binding_outputs()
        if rebind or not binding.get_outputs():
            binding.bind_output("y", "cpu")
        session.run_with_iobinding(binding)
        return binding.get_outputs()[0].numpy()
    first = run([1, 1])
    run([5, 5])
    try:
        longer = run([1, 1, 1]).tolist()
    except RuntimeError as error:
        longer = "refused" if "pre-allocated" in str(error) else str(error)
    found = (first.tolist(), longer)
    print(f"{'bound before each run' if rebind else 'bound once'}: the first output is now {found[0]}, a longer one {found[1]}")
    return found

assert outcome(rebind=False) == ([10.0, 10.0], "refused"), "changed"
assert outcome(rebind=True) == ([2.0, 2.0], [2.0, 2.0, 2.0]), "changed"
PY
