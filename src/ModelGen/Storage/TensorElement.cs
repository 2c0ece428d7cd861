using System.Buffers.Binary;

namespace ModelGen;

/// <summary>How the numbers of a tensor are stored in a file, by their names there.</summary>
public enum TensorElement
{
    /// <summary>64-bit IEEE floats.</summary>
    F64,

    /// <summary>32-bit IEEE floats.</summary>
    F32,

    /// <summary>16-bit IEEE floats.</summary>
    F16,

    /// <summary>The upper half of 32-bit floats.</summary>
    BF16,

    /// <summary>64-bit signed integers.</summary>
    I64,

    /// <summary>32-bit signed integers.</summary>
    I32,

    /// <summary>16-bit signed integers; not convertible.</summary>
    I16,

    /// <summary>8-bit signed integers; not convertible.</summary>
    I8,

    /// <summary>64-bit unsigned integers; not convertible.</summary>
    U64,

    /// <summary>32-bit unsigned integers; not convertible.</summary>
    U32,

    /// <summary>16-bit unsigned integers; not convertible.</summary>
    U16,

    /// <summary>8-bit unsigned integers; not convertible.</summary>
    U8,

    /// <summary>Bytes that are 0 or 1; not convertible.</summary>
    Bool,

    /// <summary>8-bit floats with 5 exponent bits; not convertible.</summary>
    F8E5M2,

    /// <summary>8-bit floats with 4 exponent bits; not convertible.</summary>
    F8E4M3,
}

internal static class TensorElements
{
    public static bool TryParse(string? text, out TensorElement element)
    {
        (element, var isKnown) = text switch
        {
            "F64" => (TensorElement.F64, true),
            "F32" => (TensorElement.F32, true),
            "F16" => (TensorElement.F16, true),
            "BF16" => (TensorElement.BF16, true),
            "I64" => (TensorElement.I64, true),
            "I32" => (TensorElement.I32, true),
            "I16" => (TensorElement.I16, true),
            "I8" => (TensorElement.I8, true),
            "U64" => (TensorElement.U64, true),
            "U32" => (TensorElement.U32, true),
            "U16" => (TensorElement.U16, true),
            "U8" => (TensorElement.U8, true),
            "BOOL" => (TensorElement.Bool, true),
            "F8_E5M2" => (TensorElement.F8E5M2, true),
            "F8_E4M3" => (TensorElement.F8E4M3, true),
            _ => (default, false),
        };
        return isKnown;
    }

    /// <summary>Bytes of one number.</summary>
    public static int Size(this TensorElement element) => element switch
    {
        TensorElement.F64 or TensorElement.I64 or TensorElement.U64 => 8,
        TensorElement.F32 or TensorElement.I32 or TensorElement.U32 => 4,
        TensorElement.F16 or TensorElement.BF16 or TensorElement.I16 or TensorElement.U16 => 2,
        _ => 1,
    };

    /// <summary>Converts floats of 16, 32 or 64 bits, little-endian.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The elements are no floats.</exception>
    public static void ToFloats(this TensorElement element, ReadOnlySpan<byte> source, Span<float> floats)
    {
        switch (element)
        {
            case TensorElement.F32:
                for (var i = 0; i < floats.Length; i++) floats[i] = BinaryPrimitives.ReadSingleLittleEndian(source[(4 * i)..]);
                break;
            case TensorElement.F64:
                for (var i = 0; i < floats.Length; i++) floats[i] = (float)BinaryPrimitives.ReadDoubleLittleEndian(source[(8 * i)..]);
                break;
            case TensorElement.F16:
                for (var i = 0; i < floats.Length; i++) floats[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(source[(2 * i)..]);
                break;
            case TensorElement.BF16:
                for (var i = 0; i < floats.Length; i++)
                    floats[i] = BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(source[(2 * i)..]) << 16);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(element), element, "Expected floats.");
        }
    }
}
