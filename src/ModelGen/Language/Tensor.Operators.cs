namespace ModelGen;

public readonly partial struct Tensor
{
    /// <summary>A constant of shape ().</summary>
    [Operator("Constant")]
    public static implicit operator Tensor(float number) => BuildTime.Only<Tensor>();

    /// <summary>A constant of shape (), rounded to a 32-bit float.</summary>
    [Operator("Constant")]
    public static implicit operator Tensor(double number) => BuildTime.Only<Tensor>();

    /// <summary>A constant of shape ().</summary>
    [Operator("Constant")]
    public static implicit operator Tensor(int number) => BuildTime.Only<Tensor>();

    /// <summary>The sum, element by element; broadcasts.</summary>
    [Operator("Add")]
    public static Tensor operator +(Tensor left, Tensor right) => BuildTime.Only<Tensor>();

    /// <summary>The difference, element by element; broadcasts.</summary>
    [Operator("Subtract")]
    public static Tensor operator -(Tensor left, Tensor right) => BuildTime.Only<Tensor>();

    /// <summary>The product, element by element; broadcasts. For the matrix product see <see cref="Layers.MatMul"/>.</summary>
    [Operator("Multiply")]
    public static Tensor operator *(Tensor left, Tensor right) => BuildTime.Only<Tensor>();

    /// <summary>The quotient, element by element; broadcasts.</summary>
    [Operator("Divide")]
    public static Tensor operator /(Tensor left, Tensor right) => BuildTime.Only<Tensor>();

    /// <summary>−x.</summary>
    [Operator("Neg")]
    public static Tensor operator -(Tensor x) => BuildTime.Only<Tensor>();

    /// <summary>1 where left &gt; right, else 0; broadcasts. It has no gradient.</summary>
    [Operator("Greater")]
    public static Tensor operator >(Tensor left, Tensor right) => BuildTime.Only<Tensor>();

    /// <summary>1 where left ≥ right, else 0; broadcasts. It has no gradient.</summary>
    [Operator("GreaterOrEqual")]
    public static Tensor operator >=(Tensor left, Tensor right) => BuildTime.Only<Tensor>();

    /// <summary>1 where left &lt; right, else 0; broadcasts. It has no gradient.</summary>
    [Operator("Less")]
    public static Tensor operator <(Tensor left, Tensor right) => BuildTime.Only<Tensor>();

    /// <summary>1 where left ≤ right, else 0; broadcasts. It has no gradient.</summary>
    [Operator("LessOrEqual")]
    public static Tensor operator <=(Tensor left, Tensor right) => BuildTime.Only<Tensor>();
}
