using System.Text;
using static ModelGen.Cuda.CudaDriver;

namespace ModelGen.Cuda;

/// <summary>A module of the driver: the kernels of one class, assembled for the device when it is made.</summary>
internal sealed unsafe class CudaProgram : GpuProgram
{
    private readonly CudaDevice device;
    private readonly Dictionary<string, PtxEntry> entries;
    private readonly Dictionary<string, nint> functions = [];
    private readonly nint module;

    public CudaProgram(CudaDevice device, string name, string ptx) : base(device, name)
    {
        this.device = device;
        entries = PtxEntry.All(ptx).ToDictionary(entry => entry.Name);
        module = Assemble(ptx);
    }

    /// <exception cref="GpuException">There is no such kernel.</exception>
    public (PtxEntry Entry, nint Function) this[string kernel]
    {
        get
        {
            if (!entries.TryGetValue(kernel, out var entry))
                throw new GpuException($"{Name} has no kernel {kernel}: it has {string.Join(", ", entries.Keys.Order())}.");
            if (!functions.TryGetValue(kernel, out var function))
            {
                device.Check(cuModuleGetFunction(out function, module, kernel), $"its kernel {kernel} was looked for");
                functions.Add(kernel, function);
            }
            return (entry, function);
        }
    }

    private nint Assemble(string ptx)
    {
        const int logBytes = 4096;
        var text = Encoding.ASCII.GetBytes(ptx + "\0");
        var log = new byte[logBytes];
        nint made;
        CudaResult result;
        fixed (byte* image = text, messages = log)
        {
            var options = stackalloc int[] { ErrorLog, ErrorLogBytes };
            var values = stackalloc void*[] { messages, (void*)logBytes };
            result = cuModuleLoadDataEx(out made, image, 2, options, values);
        }
        var what = $"NVIDIA's driver cannot assemble {Name} for {device.Name}";
        var said = Encoding.UTF8.GetString(log).TrimEnd('\0', '\n');
        switch (result)
        {
            case CudaResult.InvalidPtx:
                throw new GpuException($"{what}, which is a mistake of ModelGen: {said}");
            case CudaResult.UnsupportedPtxVersion:
                throw new GpuException($"{what}: it is too old for that GPU's kernels. {said}".TrimEnd());
            case CudaResult.AssemblerNotFound:
                throw new GpuException($"{what}: its assembler, libnvidia-ptxjitcompiler.so.1 or nvptxJITCompiler.dll, " +
                    "is not installed. Containers need the driver capability \"compute\".");
        }
        device.Check(result, $"the kernels of {Name} were loaded");
        return made;
    }

    public override string Report()
    {
        device.Enter();
        return string.Concat(entries.Keys.Order(StringComparer.Ordinal).Select(kernel =>
        {
            var function = this[kernel].Function;
            return $"{kernel}: {Attribute(Registers)} registers, {Attribute(LocalBytes)} bytes of local memory, " +
                $"{Attribute(SharedBytes)} of shared memory\n";

            int Attribute(int attribute)
            {
                device.Check(cuFuncGetAttribute(out var value, attribute, function), $"{kernel} was asked about");
                return value;
            }
        }));
    }

    /// <summary>Part of the device's end.</summary>
    public void Unload() => cuModuleUnload(module);
}
