using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace ModelGen.Emulation;

/// <summary>Places in a block of memory, one after another.</summary>
[RequiresDynamicCode("Sizes of types are asked for.")]
[RequiresUnreferencedCode("Sizes of types are asked for.")]
internal sealed class MemoryLayout
{
    private static readonly MethodInfo sizeOf = typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!;
    private static readonly MethodInfo isManaged =
        typeof(RuntimeHelpers).GetMethod(nameof(RuntimeHelpers.IsReferenceOrContainsReferences))!;

    private int end;

    /// <summary>In bytes; a multiple of 16.</summary>
    public int Size => Align(end, 16);

    /// <summary>The place of a value, at a multiple of its size up to 16.</summary>
    /// <exception cref="NotSupportedException">Its type is managed.</exception>
    public int Add(Type type) => Add(SizeOf(type));

    /// <summary>The place of some bytes, at a multiple of their number, rounded up to a power of 2, up to 16.</summary>
    public int Add(int bytes) => Add(bytes, bytes <= 4 ? 4 : bytes <= 8 ? 8 : 16);

    /// <summary>The place of some bytes.</summary>
    public int Add(int bytes, int alignment)
    {
        var place = Align(end, alignment);
        end = place + bytes;
        return place;
    }

    private static int Align(int place, int multiple) => (place + multiple - 1) / multiple * multiple;

    public static int SizeOf(Type type)
    {
        if (type.IsByRef || type.IsPointer)
            return sizeof(long);
        if (!type.IsValueType || (bool)isManaged.MakeGenericMethod(type).Invoke(null, null)!)
            throw new NotSupportedException($"{type} outlives a barrier; a device has no objects");
        return (int)sizeOf.MakeGenericMethod(type).Invoke(null, null)!;
    }
}
