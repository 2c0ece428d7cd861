namespace ModelGen;

/// <summary>How the numbers of a parameter are kept in memory.</summary>
public enum NumberFormat
{
    /// <summary>As 32-bit floats.</summary>
    Float32,

    /// <summary>As the upper halves of 32-bit floats, rounded to nearest.</summary>
    BFloat16,

    /// <summary>As integers −127 to 127, each output with a scale of its own.</summary>
    Int8,
}
