namespace ModelGen;

internal static class Initializers
{
    /// <summary>
    /// The start of a weight before an activation: functions that cut off about half of their inputs want twice the
    /// variance (He et al., 2015).
    /// </summary>
    public static Initializer For(Initializer initializer, Activation activation) =>
        initializer != Initializer.Auto ? initializer
        : activation is Activation.Relu or Activation.LeakyRelu or Activation.Elu or Activation.Gelu
            or Activation.GeluTanh or Activation.Silu or Activation.Mish or Activation.HardSwish
            ? Initializer.HeUniform
            : Initializer.GlorotUniform;
}
