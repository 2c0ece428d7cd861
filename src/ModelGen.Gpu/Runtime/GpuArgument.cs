namespace ModelGen;

/// <summary>An operand of a kernel: a part of the arena, or a number that is the same for all threads.</summary>
public readonly struct GpuArgument
{
    private readonly GpuSpan span;
    private readonly int bits;

    private GpuArgument(GpuArgumentKind kind, GpuSpan span, int bits)
    {
        Kind = kind;
        this.span = span;
        this.bits = bits;
    }

    internal GpuArgumentKind Kind { get; }

    internal GpuSpan Span => span;

    /// <summary>The four bytes of a number.</summary>
    internal int Bits => bits;

    /// <summary>A part of the arena.</summary>
    public static implicit operator GpuArgument(GpuSpan span) => new(GpuArgumentKind.Span, span, 0);

    /// <summary>An int.</summary>
    public static implicit operator GpuArgument(int value) => new(GpuArgumentKind.Int32, default, value);

    /// <summary>A uint.</summary>
    public static implicit operator GpuArgument(uint value) => new(GpuArgumentKind.UInt32, default, (int)value);

    /// <summary>A float.</summary>
    public static implicit operator GpuArgument(float value) =>
        new(GpuArgumentKind.Float32, default, BitConverter.SingleToInt32Bits(value));

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        GpuArgumentKind.Span => $"{span.Element}[{span.Length}]",
        GpuArgumentKind.Float32 => "float",
        GpuArgumentKind.UInt32 => "uint",
        _ => "int",
    };
}

internal enum GpuArgumentKind
{
    Span,
    Int32,
    UInt32,
    Float32,
}
