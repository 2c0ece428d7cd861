namespace Acme;

public static class AcmeLayers
{
    /// <summary>A dense layer whose outputs a second one opens and closes.</summary>
    public static Tensor Gated(this Tensor x, int units, string? name = null) =>
        x.Dense(units, Activation.Tanh, name: "value") * x.Dense(units, Activation.Sigmoid, name: "gate");
}
