// ModelGen.Ptx arguments.txt: writes the GPU kernels of an assembly, and of those it refers to, as PTX. The compiler is
// the ModelGen.Gpu that the assembly refers to, with the ILGPU beside it, so that text and run time are of one version.
//
// The file has a line for each argument: assembly=…, targets=sm_80;sm_90, folder=… (where the .ptx files go),
// list=… (a file that names them, for MSBuild), and reference=… for each assembly that the compilation referred to.

using ModelGen.Ptx;

if (args is not [var file])
{
    Console.Error.WriteLine("Usage: ModelGen.Ptx arguments.txt");
    return 2;
}
try
{
    Sidecars.Write(Arguments.Read(file));
    return 0;
}
catch (PtxException e)
{
    // The form in which MSBuild takes what a tool prints for an error.
    Console.WriteLine($"ModelGen : error MG0306: {e.Message.ReplaceLineEndings(" ")}");
    return 1;
}
