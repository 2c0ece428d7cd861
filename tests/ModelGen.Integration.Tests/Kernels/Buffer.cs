using System.Runtime.InteropServices;
using ModelGen.Compiler;
using ModelGen.Compiler.Emit;
using ModelGen.Numerics;

namespace ModelGen.Integration.Tests.Kernels;

using ElementType = ModelGen.Compiler.ElementType;
using NumberFormat = ModelGen.Compiler.Emit.NumberFormat;

/// <summary>
/// The memory of one operand, with 64 elements before and behind it that a kernel must not write, and that would show
/// in its results if it used them.
/// </summary>
public sealed class Buffer
{
    private const int Guard = 64;

    private readonly Value value;
    private readonly ParameterStorage? storage;
    private readonly int count, length;

    /// <param name="value">What it holds.</param>
    /// <param name="count">The number of samples.</param>
    /// <param name="storage">How an unbatched value lies.</param>
    /// <param name="aligned">Whether it starts on a cache line, as all buffers do but the caller's own.</param>
    /// <param name="bits">The bits of the kernel's vectors: panels are narrower where those have fewer than 512.</param>
    /// <param name="format">How its numbers are kept.</param>
    public Buffer(Value value, int count, ParameterStorage? storage, bool aligned, int bits, NumberFormat format = NumberFormat.Float32)
    {
        (this.value, this.count) = (value, count);
        if (!value.IsBatched) this.storage = (storage ?? ParameterStorage.Dense(value.Shape)) with { Format = format };
        if (this.storage is { } stored && bits < 512) this.storage = stored with { PanelWidth = 16 };
        length = this.storage is null ? value.Shape.Length * count
            : this.storage.Length * format switch { NumberFormat.Int8 => 4, NumberFormat.BFloat16 => 2, _ => 1 };
        var room = length + 3 * Guard;
        Array = value.Type.Element switch
        {
            ElementType.Index => Filled(room, int.MinValue),
            ElementType.Byte => Filled(room, (byte)255),
            _ when format == NumberFormat.Int8 => Filled(room, (sbyte)-128),
            _ when format == NumberFormat.BFloat16 => Filled(room, (BFloat16)float.NaN),
            _ => Filled(room, float.NaN),
        };
        Start = Aligned() + (aligned ? 0 : 1);
        if (this.storage is not null && Array is float[] or BFloat16[] or sbyte[]) Array.Clear(Array, Start, length);
    }

    public Array Array { get; }

    public int Start { get; }

    // The scales of the columns, behind the integers.
    private Span<float> Scales => MemoryMarshal.Cast<sbyte, float>(
        ((sbyte[])Array).AsSpan(Start + 4 * ParameterStorage.Floats(storage!.Count, NumberFormat.Int8), 4 * storage.Columns));

    public void Write(double[] dense)
    {
        if (storage?.Format == NumberFormat.Int8)
            for (var i = 0; i < dense.Length; i++)
            {
                ref var scale = ref Scales[i % storage!.Columns];
                scale = Math.Max(scale, (float)Math.Abs(dense[i]) / 127);
            }
        for (var i = 0; i < dense.Length; i++)
            switch (Array)
            {
                case int[] indices: indices[Place(i)] = (int)dense[i]; break;
                case byte[] bytes when value.Type.Element == ElementType.Byte: bytes[Place(i)] = (byte)dense[i]; break;
                case float[] floats: floats[Place(i)] = (float)dense[i]; break;
                case sbyte[] integers: integers[Place(i)] = (sbyte)Math.Round(dense[i] / Scales[i % storage!.Columns]); break;
                case BFloat16[] halves: halves[Place(i)] = (BFloat16)(float)dense[i]; break;
            }
    }

    public double[] Read()
    {
        var dense = new double[value.Shape.Length * (value.IsBatched ? count : 1)];
        for (var i = 0; i < dense.Length; i++)
            dense[i] = Array switch
            {
                int[] indices => indices[Place(i)],
                byte[] bytes when value.Type.Element == ElementType.Byte => bytes[Place(i)],
                sbyte[] integers => integers[Place(i)] * Scales[i % storage!.Columns],
                BFloat16[] halves => (float)halves[Place(i)],
                _ => ((float[])Array)[Place(i)],
            };
        return dense;
    }

    /// <summary>Whether everything around the operand is as it was, and the padding of its rows 0.</summary>
    public bool IsIntact()
    {
        for (var i = 0; i < Array.Length; i++)
            if ((i < Start || i >= Start + length) && Array switch
            {
                int[] indices => indices[i] != int.MinValue,
                byte[] bytes when value.Type.Element == ElementType.Byte => bytes[i] != 255,
                sbyte[] integers => integers[i] != -128,
                BFloat16[] halves => !float.IsNaN(halves[i]),
                _ => !float.IsNaN(((float[])Array)[i]),
            })
                return false;
        if (storage is null || Array is not (float[] or BFloat16[])) return true;
        var used = Enumerable.Range(0, value.Shape.Length).Select(Place).ToHashSet();
        return Enumerable.Range(Start, length).All(i => used.Contains(i) || (Array is BFloat16[] halves ? halves[i] : ((float[])Array)[i]) == 0);
    }

    private int Place(int element)
    {
        if (storage is null) return Start + element;
        var (row, column) = (element / storage.Columns, element % storage.Columns);
        var panel = column / storage.PanelWidth;
        return Start + panel * storage.PanelWidth * storage.Rows + row * storage.Width(panel) + column % storage.PanelWidth;
    }

    private int Aligned()
    {
        var size = Array switch { byte[] or sbyte[] => 1, BFloat16[] => 2, _ => 4 };
        var start = Guard;
        while ((Marshal.UnsafeAddrOfPinnedArrayElement(Array, start) & 63) != 0) start++;
        return size < 4 || start < 2 * Guard ? start : throw new InvalidOperationException("Arrays are aligned to their elements.");
    }

    private static T[] Filled<T>(int length, T element)
    {
        var array = GC.AllocateUninitializedArray<T>(length, pinned: true);
        array.AsSpan().Fill(element);
        return array;
    }
}
