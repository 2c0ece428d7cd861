namespace ModelGen;

/// <summary>
/// What a method of <see cref="Gpu"/> or <see cref="GpuMath"/> is on a device. Its C# body is what the emulator runs.
/// </summary>
/// <param name="ptx">
/// A line of PTX. <c>%0</c>, <c>%1</c> … are the registers of the arguments, <c>%d</c> those of the result, one or several
/// with commas between; <c>%global0</c> and <c>%shared0</c> are references as addresses of that memory.
/// </param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class InstructionAttribute(string ptx) : Attribute
{
    public string Ptx { get; } = ptx;

    /// <summary>
    /// OpenCL C of the arguments <c>{0}</c>, <c>{1}</c> …, of which references are pointers: an expression for each
    /// component of the result, or a statement where there is none. Null if OpenCL has no such thing.
    /// </summary>
    public string[]? OpenCl { get; }

    public InstructionAttribute(string ptx, params string[] openCl)
        : this(ptx) => OpenCl = openCl;
}
