namespace ModelGen;

// Start values. They are functions of the seed, the parameter's name and the element's position in Shape alone: they do
// not depend on the vector width, the version of .NET or the other parameters of the model.
public sealed partial class Parameter
{
    /// <summary>The same value everywhere.</summary>
    public void Fill(float value) => Start(_ => value);

    /// <summary>Uniform in ±√(6 / (fan in + fan out)) (Glorot and Bengio, 2010).</summary>
    /// <param name="seed">Other seeds give other values.</param>
    /// <param name="fanIn">Inputs that each output sums over.</param>
    /// <param name="fanOut">Outputs that each input reaches.</param>
    /// <exception cref="ArgumentOutOfRangeException">A fan is not positive.</exception>
    public void GlorotUniform(int seed, int fanIn, int fanOut)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(fanIn);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(fanOut);
        Uniform(seed, Math.Sqrt(6.0 / ((double)fanIn + fanOut)));
    }

    /// <summary>Uniform in ±√(6 / fan in), for layers before a ReLU (He et al., 2015).</summary>
    /// <param name="seed">Other seeds give other values.</param>
    /// <param name="fanIn">Inputs that each output sums over.</param>
    /// <exception cref="ArgumentOutOfRangeException">The fan is not positive.</exception>
    public void HeUniform(int seed, int fanIn)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(fanIn);
        Uniform(seed, Math.Sqrt(6.0 / fanIn));
    }

    /// <summary>Normally distributed around 0.</summary>
    /// <param name="seed">Other seeds give other values.</param>
    /// <param name="deviation">The standard deviation.</param>
    public void Normal(int seed, float deviation = 1)
    {
        var random = new InitialValues(seed, Name);
        Start(i => (float)(deviation * random.Normal(i)));
    }

    /// <summary>
    /// A random orthogonal matrix (Saxe et al., 2013): the first axis of <see cref="Shape"/> as rows, the others
    /// together as columns; the rows are orthonormal, or the columns where there are fewer of them.
    /// </summary>
    /// <param name="seed">Other seeds give other values.</param>
    public void Orthogonal(int seed)
    {
        var rows = shape.Length == 0 ? 1 : shape[0];
        CopyFrom(new InitialValues(seed, Name).Orthogonal(rows, Length / Math.Max(1, rows)));
    }

    private void Uniform(int seed, double limit)
    {
        var random = new InitialValues(seed, Name);
        Start(i => (float)(limit * random.Symmetric(i)));
    }

    private void Start(Func<uint, float> value)
    {
        var values = new float[Length];
        for (var i = 0; i < values.Length; i++) values[i] = value((uint)i);
        CopyFrom(values);
    }
}
