using System.Reflection;

namespace ModelGen.Integration.Tests.Language;

/// <summary>Attributes, enums and methods say the same things in the same words: the generator joins them by name.</summary>
public class DeclarationSurfaceTests
{
    public static TheoryData<Type> LayerAttributes =>
        [.. typeof(LayerAttribute).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(LayerAttribute)))];

    [Theory]
    [MemberData(nameof(LayerAttributes))]
    public void EveryAttributeConstructorHasOneMethodWithTheSameParameters(Type attribute)
    {
        var methods = typeof(Layers).GetMethods().Where(method => method.Name + "Attribute" == attribute.Name).ToArray();
        foreach (var constructor in attribute.GetConstructors())
        {
            var expected = Describe(constructor.GetParameters());
            Assert.Single(methods, method => Describe(method.GetParameters()[1..]).SequenceEqual(expected));
        }
    }

    [Theory]
    [InlineData(typeof(Activation), typeof(Layers))]
    [InlineData(typeof(Losses), typeof(LossFunctions))]
    public void EveryChoiceHasAMethod(Type choices, Type methods) => Assert.All(
        Enum.GetNames(choices).Where(name => name != "None"),
        name => Assert.Contains(methods.GetMethods(), method => method.Name == name));

    [Fact]
    public void MembersOfTheLanguageSayThatTheyAreNotRun()
    {
        var mistake = Assert.Throws<InvalidOperationException>(() => default(Tensor).Relu());
        Assert.Contains("'Relu' is evaluated at build time", mistake.Message);
        Assert.Throws<InvalidOperationException>(() => default(Tensor) + 1);
        Assert.Throws<InvalidOperationException>(() => default(Tensor).Shape);
        Assert.Throws<InvalidOperationException>(() => default(Indices).Shape);
        Assert.Throws<InvalidOperationException>(() => default(Tensor).Dense(3));
    }

    /// <summary>An operator that fell back to interpreted code would be a body, and a body would not throw.</summary>
    [Fact]
    public void EveryOperatorThrowsWhenRun()
    {
        var operators = new[] { typeof(Tensor), typeof(Layers), typeof(Primitives), typeof(TensorShape), typeof(Indices) }
            .SelectMany(type => type.GetMethods())
            .Where(method => method.GetCustomAttribute<OperatorAttribute>() is not null)
            .ToArray();
        Assert.NotEmpty(operators);
        Assert.All(operators, method =>
        {
            var arguments = method.GetParameters().Select(p => p.ParameterType.IsValueType ? Activator.CreateInstance(p.ParameterType) : null);
            var target = method.IsStatic ? null : Activator.CreateInstance(method.DeclaringType!);
            var thrown = Assert.Throws<TargetInvocationException>(() => method.Invoke(target, [.. arguments]));
            Assert.IsType<InvalidOperationException>(thrown.InnerException);
        });
    }

    private static IEnumerable<(string?, Type, object?)> Describe(ParameterInfo[] parameters) =>
        parameters.Select(p => (p.Name, p.ParameterType, p.HasDefaultValue ? p.DefaultValue : "required"));
}
