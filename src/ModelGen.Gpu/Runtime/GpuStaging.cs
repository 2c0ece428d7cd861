using System.Runtime.InteropServices;

namespace ModelGen;

/// <summary>
/// Where the next batch is written on the host while the device computes with the last one, from
/// <see cref="GpuDevice.Stage"/>. On CUDA it is page-locked and uploaded by a stream of its own.
/// </summary>
/// <remarks>
/// <code>
/// staging.Part&lt;float>(0) …                 // the next batch is written
/// staging.Send();
/// step.Run();                             // computes with it, and only later commands do
/// </code>
/// </remarks>
public abstract class GpuStaging : IDisposable
{
    private const int Alignment = 256;

    private readonly GpuSpan[] parts;
    private readonly int[] starts;

    private protected GpuStaging(GpuArena arena, GpuSpan[] parts)
    {
        Arena = arena;
        this.parts = parts;
        starts = new int[parts.Length];
        foreach (var (i, part) in parts.Index())
        {
            arena.CheckSpan(part);
            starts[i] = Bytes;
            Bytes = checked(Bytes + Whole(part.Bytes));
        }
    }

    internal GpuArena Arena { get; }

    /// <summary>So many bytes in whole blocks.</summary>
    private protected static int Whole(long bytes) => checked((int)((bytes + Alignment - 1) / Alignment * Alignment));

    /// <summary>Bytes of one batch: its parts, each from a multiple of 256 on.</summary>
    private protected int Bytes { get; }

    /// <summary>Memory of the host for a part of the next batch. It is not cleared between batches.</summary>
    /// <param name="part">Which of the parts of the arena that were named to <see cref="GpuDevice.Stage"/>.</param>
    /// <typeparam name="T">float for <see cref="GpuElement.Float32"/>, int for <see cref="GpuElement.Int32"/> …</typeparam>
    /// <returns>As many elements as the part has. Valid until <see cref="Send"/>.</returns>
    /// <exception cref="ArgumentException">The part has other elements.</exception>
    /// <exception cref="GpuException">The device is lost.</exception>
    public Span<T> Part<T>(int part) where T : unmanaged
    {
        if (typeof(T) != parts[part].Element.Type())
            throw new ArgumentException($"Part {part} is of {parts[part].Element}, not of {typeof(T).Name}.");
        return MemoryMarshal.Cast<byte, T>(Memory().Slice(starts[part], (int)parts[part].Bytes));
    }

    /// <summary>
    /// Sends what was written to the arena. It arrives after what was started before has finished, and before what is
    /// started from now on. Does not wait for either.
    /// </summary>
    /// <exception cref="GpuException">The device is lost.</exception>
    public void Send() => Upload(parts, starts);

    /// <summary>The same for the first elements of the first part alone.</summary>
    internal void SendFirst(int elements)
    {
        var first = parts[0].Slice(0, elements);
        Upload(new ReadOnlySpan<GpuSpan>(in first), starts.AsSpan(0, 1));
    }

    /// <summary>Frees its memory. The spans must not be used any more.</summary>
    public abstract void Dispose();

    /// <summary>The memory of the next batch, once its upload of long ago has finished.</summary>
    private protected abstract Span<byte> Memory();

    private protected abstract void Upload(ReadOnlySpan<GpuSpan> to, ReadOnlySpan<int> from);
}
