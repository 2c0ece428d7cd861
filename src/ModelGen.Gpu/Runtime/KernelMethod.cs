using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using ILGPU;

namespace ModelGen;

/// <summary>A kernel as C#: a public static method whose parameters are <c>ArrayView</c>s, then numbers.</summary>
internal sealed class KernelMethod
{
    private readonly Type[] parameters;

    private KernelMethod(MethodInfo info)
    {
        Info = info;
        parameters = [.. info.GetParameters().Select(parameter => parameter.ParameterType)];
    }

    public MethodInfo Info { get; }

    /// <exception cref="GpuException">There is no such kernel.</exception>
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "Kernels are only looked for where there is " +
        "a JIT, and one that was trimmed nevertheless is an exception.")]
    public static KernelMethod Find(Type kernels, string name)
    {
        var methods = kernels.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(method => method.Name == name).ToArray();
        return methods switch
        {
            [var method] when method.ReturnType == typeof(void) && !method.IsGenericMethod => new KernelMethod(method),
            [] => throw new GpuException($"{kernels.FullName} has no kernel {name}: no public static method is " +
                "called so, or it was trimmed."),
            _ => throw new GpuException($"{kernels.FullName}.{name} is no kernel: that is one public static method " +
                "of its name, not generic, which returns nothing."),
        };
    }

    /// <summary>The kernels of a class, by name.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "As above.")]
    public static MethodInfo[] All(Type kernels) =>
        [.. kernels.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(IsKernel).OrderBy(method => method.Name, StringComparer.Ordinal)];

    /// <summary>It returns nothing and takes at least one <c>ArrayView</c>, first.</summary>
    public static bool IsKernel(MethodInfo method) =>
        method.ReturnType == typeof(void) && !method.IsGenericMethod &&
        method.GetParameters() is [var first, ..] && ViewElement(first.ParameterType) is not null;

    /// <exception cref="ArgumentException">The kernel takes others.</exception>
    public void Check(ReadOnlySpan<GpuArgument> arguments)
    {
        var fits = arguments.Length == parameters.Length;
        for (var i = 0; fits && i < arguments.Length; i++)
            fits = Fits(arguments[i], parameters[i]);
        if (!fits)
            throw new ArgumentException(
                $"{Info.Name} takes ({string.Join(", ", parameters.Select(Name))}) and was given " +
                $"({string.Join(", ", arguments.ToArray())}).", nameof(arguments));
    }

    private static bool Fits(GpuArgument argument, Type parameter) => argument.Kind switch
    {
        GpuArgumentKind.Span => ViewElement(parameter) == argument.Span.Element.Type(),
        GpuArgumentKind.Int32 => parameter == typeof(int),
        GpuArgumentKind.UInt32 => parameter == typeof(uint),
        _ => parameter == typeof(float),
    };

    private static Type? ViewElement(Type parameter) =>
        parameter.IsGenericType && parameter.GetGenericTypeDefinition() == typeof(ArrayView<>)
            ? parameter.GetGenericArguments()[0] : null;

    private static string Name(Type parameter) =>
        ViewElement(parameter) is { } element ? $"ArrayView<{element.Name}>" : parameter.Name;
}
