namespace ModelGen.Integration.Tests.Contract;

/// <summary>
/// This assembly run as a program: what generated code does in a process of its own, with settings of the runtime that
/// only a new process takes (<see cref="PathTests"/>).
/// </summary>
internal static class EntryPoint
{
    public static int Main(string[] arguments) => arguments is ["trained", var path] ? Trained.Write(path) : 0;
}
