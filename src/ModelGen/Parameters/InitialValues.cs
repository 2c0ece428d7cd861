using ModelGen.Numerics;

namespace ModelGen;

/// <summary>The random numbers that one parameter starts from.</summary>
internal readonly struct InitialValues
{
    private const uint Purpose = 0x494E4954;     // keeps these streams apart from dropout's

    private readonly CounterRandom random;

    public InitialValues(int seed, string name)
    {
        var hash = 2166136261;                   // FNV-1a, over UTF-16 code units
        foreach (var character in name)
            hash = (hash ^ character) * 16777619;
        random = new CounterRandom((uint)seed, hash, Purpose);
    }

    /// <summary>Uniform in −1…1, both ends excluded.</summary>
    public double Symmetric(uint index) => 2 * Open(random.Bits(index)) - 1;

    /// <summary>Standard normal (Box and Muller, 1958), from numbers 2i and 2i + 1 of the stream.</summary>
    public double Normal(uint index) =>
        Math.Sqrt(-2 * Math.Log(Open(random.Bits(2 * index)))) * Math.Cos(2 * Math.PI * Open(random.Bits(2 * index + 1)));

    /// <summary>Orthonormal rows (or columns, where there are fewer), row-major: normal vectors, each made orthogonal to those before it.</summary>
    public float[] Orthogonal(int rows, int columns)
    {
        var (count, length) = rows <= columns ? (rows, columns) : (columns, rows);
        var vectors = new double[count][];
        for (var i = 0; i < count; i++)
        {
            var vector = new double[length];
            for (var k = 0; k < length; k++) vector[k] = Normal((uint)(i * length + k));
            for (var pass = 0; pass < 2; pass++)       // Gram-Schmidt twice is exact enough (Giraud et al., 2005)
                for (var j = 0; j < i; j++)
                    AddMultiple(vector, vectors[j], -Dot(vector, vectors[j]));
            var norm = Math.Sqrt(Dot(vector, vector));
            for (var k = 0; k < length; k++) vector[k] /= norm;
            vectors[i] = vector;
        }

        var matrix = new float[rows * columns];
        for (var row = 0; row < rows; row++)
            for (var column = 0; column < columns; column++)
                matrix[row * columns + column] = (float)(rows <= columns ? vectors[row][column] : vectors[column][row]);
        return matrix;
    }

    // The middle of one of 2³² equal parts of 0…1.
    private static double Open(uint bits) => (bits + 0.5) / 4294967296.0;

    private static double Dot(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var k = 0; k < a.Length; k++) sum += a[k] * b[k];
        return sum;
    }

    private static void AddMultiple(double[] target, double[] source, double factor)
    {
        for (var k = 0; k < target.Length; k++) target[k] += factor * source[k];
    }
}
