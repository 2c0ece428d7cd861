using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using ILGPU;

namespace ModelGen.Emulation;

/// <summary>What takes the place of ILGPU's types and members, and of instructions whose bodies show less.</summary>
[RequiresDynamicCode("Views are made for the elements of a kernel.")]
[RequiresUnreferencedCode("Members are found by their names.")]
internal static class StandInTable
{
    public static bool IsView(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ArrayView<>);

    public static bool IsSharedMemory(MethodBase method) => method.DeclaringType == typeof(SharedMemory);

    /// <summary>The type that rewritten kernels use instead of this one.</summary>
    /// <exception cref="NotSupportedException">Views are part of it.</exception>
    public static Type Of(Type type)
    {
        if (IsView(type))
            return typeof(View<>).MakeGenericType(type.GetGenericArguments());
        if (HoldsView(type))
            throw new NotSupportedException($"views as parts of other types, as in {type}, are not emulated");
        return type;
    }

    public static bool HoldsView(Type type) => IsView(type)
        || type.HasElementType && HoldsView(type.GetElementType()!)
        || type.IsGenericType && type.GetGenericArguments().Any(HoldsView);

    /// <summary>
    /// Whether a call of this method cannot be left as it is: ILGPU's own members run on ILGPU's accelerator only.
    /// </summary>
    public static bool Replaces(MethodBase method) => method.DeclaringType is { Namespace: not null } type
        && (type == typeof(Gpu) ? Find(method) is not null : Class(type) is not null || type == typeof(SharedMemory) || type == typeof(LocalMemory)
            || type.Namespace.StartsWith("ILGPU.Runtime", StringComparison.Ordinal));

    /// <summary>The member for one of ILGPU's.</summary>
    /// <exception cref="NotSupportedException">There is none.</exception>
    public static MethodInfo Of(MethodBase method) => Find(method) ?? throw new NotSupportedException(
        $"{method.DeclaringType!.Name}.{method.Name}({string.Join(", ",
            method.GetParameters().Select(parameter => parameter.ParameterType.Name))}) is not emulated");

    private static MethodInfo? Find(MethodBase method)
    {
        var name = method.Name.StartsWith("get_", StringComparison.Ordinal) ? method.Name[4..] : method.Name;
        var generic = method.IsGenericMethod ? method.GetGenericArguments() : [];
        foreach (var candidate in Class(method.DeclaringType!)?.GetMethods(BindingFlags.Public | BindingFlags.Static) ?? [])
        {
            if (candidate.Name != name || !candidate.IsDefined(typeof(StandInAttribute))
                || candidate.GetGenericArguments().Length != generic.Length)
                continue;
            var closed = generic.Length == 0 ? candidate : candidate.MakeGenericMethod(generic);
            if (Parameters(closed).SequenceEqual(Operands(method)))
                return closed;
        }
        return null;
    }

    public static bool Stops(MethodInfo standIn) => standIn.GetCustomAttribute<StandInAttribute>()!.Stops;

    public static bool Copies(MethodInfo standIn) => standIn.GetCustomAttribute<StandInAttribute>()!.Copies;

    /// <summary>What gives a thread that goes on the result of the call that it stopped at.</summary>
    public static MethodInfo Result(MethodInfo standIn, Type result) =>
        standIn.GetCustomAttribute<StandInAttribute>()!.Result is { } name
            ? standIn.DeclaringType!.GetMethod(name)!
            : typeof(EmulatedWarp).GetMethod(nameof(EmulatedWarp.Received))!.MakeGenericMethod(result);

    public static bool TakesThread(MethodInfo standIn) =>
        standIn.GetParameters() is [.., { ParameterType.IsPointer: true }];

    private static IEnumerable<Type> Parameters(MethodInfo standIn) =>
        standIn.GetParameters().Select(parameter => parameter.ParameterType).Where(type => !type.IsPointer);

    // Those of a call: a view on which a method is called comes first, and by value.
    private static IEnumerable<Type> Operands(MethodBase method)
    {
        if (!method.IsStatic)
            yield return Of(method.DeclaringType!);
        foreach (var parameter in method.GetParameters())
            yield return Of(parameter.ParameterType);
    }

    private static Type? Class(Type type) =>
        type == typeof(Grid) ? typeof(EmulatedGrid)
        : type == typeof(Group) ? typeof(EmulatedGroup)
        : type == typeof(Warp) ? typeof(EmulatedWarp)
        : type == typeof(Gpu) ? typeof(EmulatedGpu)
        : IsView(type) ? Of(type)
        : null;
}
