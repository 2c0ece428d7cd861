using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.IR.Intrinsics;

namespace ModelGen;

// Vectors of 16 bytes in device memory and in memory shared by a thread group. Their addresses are multiples of 16.
public static partial class Gpu
{
    /// <summary>Four floats from device memory, at a multiple of four.</summary>
    [IntrinsicImplementation]
    [Instruction("ld.global.v4.f32 {%d}, [%global0];", "{0}[0]", "{0}[1]", "{0}[2]", "{0}[3]")]
    public static Float4 Load4(ref float first) => Unsafe.As<float, Float4>(ref first);

    /// <summary>Four floats to device memory, at a multiple of four.</summary>
    [IntrinsicImplementation]
    [Instruction(
        "st.global.v4.f32 [%global0], {%1, %2, %3, %4};",
        "{0}[0] = {1}", "{0}[1] = {2}", "{0}[2] = {3}", "{0}[3] = {4}")]
    public static void Store4(ref float first, float x, float y, float z, float w) =>
        Unsafe.As<float, Float4>(ref first) = new(x, y, z, w);

    /// <summary>Four floats from shared memory, at a multiple of four.</summary>
    [IntrinsicImplementation]
    [Instruction("ld.shared.v4.f32 {%d}, [%shared0];", "{0}[0]", "{0}[1]", "{0}[2]", "{0}[3]")]
    public static Float4 LoadShared4(ref float first) => Unsafe.As<float, Float4>(ref first);

    /// <summary>Four floats to shared memory, at a multiple of four.</summary>
    [IntrinsicImplementation]
    [Instruction(
        "st.shared.v4.f32 [%shared0], {%1, %2, %3, %4};",
        "{0}[0] = {1}", "{0}[1] = {2}", "{0}[2] = {3}", "{0}[3] = {4}")]
    public static void StoreShared4(ref float first, float x, float y, float z, float w) =>
        Unsafe.As<float, Float4>(ref first) = new(x, y, z, w);

    /// <summary>Four words from shared memory, at a multiple of four.</summary>
    [IntrinsicImplementation]
    [Instruction("ld.shared.v4.u32 {%d}, [%shared0];", "{0}[0]", "{0}[1]", "{0}[2]", "{0}[3]")]
    public static UInt4 LoadShared4(ref uint first) => Unsafe.As<uint, UInt4>(ref first);

    /// <summary>Four words to shared memory, at a multiple of four.</summary>
    [IntrinsicImplementation]
    [Instruction(
        "st.shared.v4.u32 [%shared0], {%1, %2, %3, %4};",
        "{0}[0] = {1}", "{0}[1] = {2}", "{0}[2] = {3}", "{0}[3] = {4}")]
    public static void StoreShared4(ref uint first, uint x, uint y, uint z, uint w) =>
        Unsafe.As<uint, UInt4>(ref first) = new(x, y, z, w);

    /// <summary>
    /// Starts to copy four floats from device to shared memory, both at multiples of four; where
    /// <paramref name="isInside"/> is 0, four zeros instead, and <paramref name="source"/> is not read.
    /// They are there after <see cref="CopyCommit"/>, <see cref="CopyWait0"/> and a barrier.
    /// </summary>
    [IntrinsicImplementation]
    [Instruction(
        "{ .reg .u32 to, bytes; cvt.u32.u64 to, %shared0; shl.b32 bytes, %2, 4; " +
        "cp.async.cg.shared.global [to], [%global1], 16, bytes; }",
        "{0}[0] = {2} ? {1}[0] : 0", "{0}[1] = {2} ? {1}[1] : 0",
        "{0}[2] = {2} ? {1}[2] : 0", "{0}[3] = {2} ? {1}[3] : 0")]
    public static void CopyAsync16(ref float shared, ref float source, int isInside) =>
        Unsafe.As<float, Float4>(ref shared) = isInside != 0 ? Unsafe.As<float, Float4>(ref source) : default;

    /// <summary>
    /// Starts to copy one float from device to shared memory; where <paramref name="isInside"/> is 0, a zero instead.
    /// </summary>
    [IntrinsicImplementation]
    [Instruction(
        "{ .reg .u32 to, bytes; cvt.u32.u64 to, %shared0; shl.b32 bytes, %2, 2; " +
        "cp.async.ca.shared.global [to], [%global1], 4, bytes; }",
        "{0}[0] = {2} ? {1}[0] : 0")]
    public static void CopyAsync4(ref float shared, ref float source, int isInside) =>
        shared = isInside != 0 ? source : 0;

    /// <summary>
    /// Waits until all threads of the group are here, and sees what they wrote to shared and device memory
    /// (<see cref="Group.Barrier"/> promises only device memory on OpenCL).
    /// </summary>
    [IntrinsicImplementation]
    [Instruction("bar.sync 0;", "work_group_barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE)")]
    public static void Barrier() => Group.Barrier();

    /// <summary>Ends a group of copies: all that this thread started since the last such call.</summary>
    [IntrinsicImplementation, Instruction("cp.async.commit_group;", [])]
    public static void CopyCommit() { }

    /// <summary>Waits for all groups of this thread's copies.</summary>
    [IntrinsicImplementation, Instruction("cp.async.wait_group 0;", [])]
    public static void CopyWait0() { }

    /// <summary>Waits for all groups of this thread's copies but the last.</summary>
    [IntrinsicImplementation, Instruction("cp.async.wait_group 1;", [])]
    public static void CopyWait1() { }

    /// <summary>Waits for all groups of this thread's copies but the last two.</summary>
    [IntrinsicImplementation, Instruction("cp.async.wait_group 2;", [])]
    public static void CopyWait2() { }
}
