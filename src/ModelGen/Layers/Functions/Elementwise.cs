namespace ModelGen;

/// <summary>
/// Layers and functions of tensors, as extension methods. Those with a body are written in the declaration language
/// itself and are compiled into the models that call them; the others are operators of the compiler. None is ever run.
/// </summary>
public static partial class Layers
{
    /// <summary>eˣ.</summary>
    [Operator]
    public static Tensor Exp(this Tensor x) => BuildTime.Only<Tensor>();

    /// <summary>The natural logarithm; −∞ at 0, NaN below.</summary>
    [Operator]
    public static Tensor Log(this Tensor x) => BuildTime.Only<Tensor>();

    /// <summary>log(1 + x), exact for small x.</summary>
    [Operator]
    public static Tensor Log1p(this Tensor x) => BuildTime.Only<Tensor>();

    /// <summary>√x.</summary>
    [Operator]
    public static Tensor Sqrt(this Tensor x) => BuildTime.Only<Tensor>();

    /// <summary>1/√x.</summary>
    [Operator]
    public static Tensor Rsqrt(this Tensor x) => BuildTime.Only<Tensor>();

    /// <summary>|x|; its derivative at 0 is 0.</summary>
    [Operator]
    public static Tensor Abs(this Tensor x) => BuildTime.Only<Tensor>();

    /// <summary>−x.</summary>
    [Operator]
    public static Tensor Neg(this Tensor x) => BuildTime.Only<Tensor>();

    /// <summary>x².</summary>
    [Operator]
    public static Tensor Square(this Tensor x) => BuildTime.Only<Tensor>();

    /// <summary>1/x.</summary>
    [Operator]
    public static Tensor Reciprocal(this Tensor x) => BuildTime.Only<Tensor>();

    /// <summary>The sine of x in radians.</summary>
    [Operator]
    public static Tensor Sin(this Tensor x) => BuildTime.Only<Tensor>();

    /// <summary>The cosine of x in radians.</summary>
    [Operator]
    public static Tensor Cos(this Tensor x) => BuildTime.Only<Tensor>();

    /// <summary>The error function 2/√π · ∫₀ˣ exp(−t²) dt.</summary>
    [Operator]
    public static Tensor Erf(this Tensor x) => BuildTime.Only<Tensor>();

    /// <summary>The largest integer not above x. It has no gradient.</summary>
    [Operator]
    public static Tensor Floor(this Tensor x) => BuildTime.Only<Tensor>();

    /// <summary>−1, 0 or 1. It has no gradient.</summary>
    [Operator]
    public static Tensor Sign(this Tensor x) => BuildTime.Only<Tensor>();

    /// <summary>min(max(x, minimum), maximum); no gradient flows where it cuts.</summary>
    [Operator]
    public static Tensor Clip(this Tensor x, float minimum, float maximum) => BuildTime.Only<Tensor>();

    /// <summary>x itself, through which no gradient flows.</summary>
    [Operator]
    public static Tensor StopGradient(this Tensor x) => BuildTime.Only<Tensor>();

    /// <summary>The smaller of two, element by element; broadcasts. For the smallest of a tensor see Min.</summary>
    [Operator]
    public static Tensor Minimum(this Tensor left, Tensor right) => BuildTime.Only<Tensor>();

    /// <summary>The larger of two, element by element; broadcasts. For the largest of a tensor see Max.</summary>
    [Operator]
    public static Tensor Maximum(this Tensor left, Tensor right) => BuildTime.Only<Tensor>();

    /// <summary>left to the power of right, element by element; broadcasts. NaN for a negative base.</summary>
    [Operator]
    public static Tensor Pow(this Tensor left, Tensor right) => BuildTime.Only<Tensor>();

    /// <summary>1 where left = right, else 0; broadcasts. It has no gradient.</summary>
    [Operator]
    public static Tensor Equal(this Tensor left, Tensor right) => BuildTime.Only<Tensor>();

    /// <summary>1 where left ≠ right, else 0; broadcasts. It has no gradient.</summary>
    [Operator]
    public static Tensor NotEqual(this Tensor left, Tensor right) => BuildTime.Only<Tensor>();

    /// <summary>x where the condition is not 0, else y; all three broadcast. The condition gets no gradient.</summary>
    [Operator]
    public static Tensor Where(this Tensor condition, Tensor x, Tensor y) => BuildTime.Only<Tensor>();

    /// <summary>Keeps an activation, and after a training step its gradient, readable under a name of the model.</summary>
    /// <param name="x">Any tensor.</param>
    /// <param name="name">The name, an identifier such as <c>conv3</c>.</param>
    /// <returns>x itself.</returns>
    [Operator]
    public static Tensor Expose(this Tensor x, string name) => BuildTime.Only<Tensor>();
}
