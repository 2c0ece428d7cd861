using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ModelGen;

/// <summary>The body of everything that only the source generator can evaluate.</summary>
internal static class BuildTime
{
    [DoesNotReturn]
    public static T Only<T>([CallerMemberName] string member = "") => throw new InvalidOperationException(
        $"'{member}' is evaluated at build time: ModelGen's source generator reads declarations and compiles them into "
        + "the model's own methods (Predict, CreateTrainer). A declaration itself is never run.");
}
