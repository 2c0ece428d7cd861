using System.CommandLine;
using ModelGen;

/// <summary>Where a sample trains.</summary>
internal static class DeviceOption
{
    private const string Cpu = "cpu", Gpu = "gpu", Emulator = "emulator";

    /// <summary><c>--device</c>, the processor by default.</summary>
    public static Option<string> Create()
    {
        var option = new Option<string>("--device") { Description = "trains on it: cpu, gpu, or emulator, which shows that kernels are right and is slow", DefaultValueFactory = _ => Cpu };
        option.AcceptOnlyFromAmong(Cpu, Gpu, Emulator);
        return option;
    }

    /// <summary>Runs a program with the device, null for the processor; 1 and a line on the error stream if there is none, or it is lost.</summary>
    public static int Use(string name, Func<ITrainingDevice?, int> program)
    {
        try
        {
            using var device = name switch
            {
                Gpu => GpuDevice.Open(),
                Emulator => GpuDevice.OpenEmulator(),
                _ => null,
            };
            if (device is not null)
                Console.WriteLine($"trains on {device.Name}");
            return program(device);
        }
        catch (GpuException problem)
        {
            Console.Error.WriteLine(problem.Message);
            return 1;
        }
    }
}
