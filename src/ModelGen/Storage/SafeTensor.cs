using System.Buffers.Binary;

namespace ModelGen;

/// <summary>One tensor of a safetensors file.</summary>
public sealed class SafeTensor
{
    private readonly ReadOnlyMemory<byte> bytes;
    private readonly int[] shape;

    internal SafeTensor(string name, TensorElement element, int[] shape, ReadOnlyMemory<byte> bytes)
    {
        (Name, Element, this.shape, this.bytes) = (name, element, shape, bytes);
        Length = bytes.Length / element.Size();
    }

    /// <summary>The name in the file.</summary>
    public string Name { get; }

    /// <summary>How its numbers are stored.</summary>
    public TensorElement Element { get; }

    /// <summary>The axes; empty for a scalar.</summary>
    public IReadOnlyList<int> Shape => shape;

    internal int[] Axes => shape;

    /// <summary>The number of elements.</summary>
    public int Length { get; }

    /// <summary>The stored bytes, little-endian, row-major.</summary>
    public ReadOnlySpan<byte> Bytes => bytes.Span;

    /// <summary>All elements, row-major; 64-bit and 16-bit floats are converted to 32 bits.</summary>
    /// <exception cref="SafeTensorsException">It does not hold floats.</exception>
    public float[] ToFloats()
    {
        if (!HoldsFloats) throw new SafeTensorsException($"{this} does not hold floats (F32, F64, F16 or BF16).");
        var floats = new float[Length];
        Element.ToFloats(Bytes, floats);
        return floats;
    }

    /// <summary>All elements, row-major.</summary>
    /// <exception cref="SafeTensorsException">It does not hold integers of 32 or 64 bits, or one needs more than 32.</exception>
    public int[] ToIntegers()
    {
        var integers = new int[Length];
        var source = Bytes;
        for (var i = 0; i < integers.Length; i++)
        {
            var value = Element switch
            {
                TensorElement.I32 => BinaryPrimitives.ReadInt32LittleEndian(source[(4 * i)..]),
                TensorElement.I64 => BinaryPrimitives.ReadInt64LittleEndian(source[(8 * i)..]),
                _ => throw new SafeTensorsException($"{this} does not hold integers (I32 or I64)."),
            };
            if (value != (int)value)
                throw new SafeTensorsException($"{this} holds {value}, which needs more than 32 bits.");
            integers[i] = (int)value;
        }
        return integers;
    }

    internal bool HoldsFloats => Element is TensorElement.F32 or TensorElement.F64 or TensorElement.F16 or TensorElement.BF16;

    /// <summary>For messages: <c>conv1.weight F32 (32, 1, 3, 3)</c>.</summary>
    public override string ToString() => $"{Name} {Element} ({string.Join(", ", shape)})";
}
