namespace ModelGen;

/// <summary>
/// What parameters must fulfil: given to <see cref="Optimizer.Constraints"/>, it is made so after every step, as
/// Keras' constraints are.
/// </summary>
public abstract class Constraint
{
    private readonly NamePattern pattern;

    private protected Constraint(string parameters) => (Parameters, pattern) = (parameters, new(parameters));

    /// <summary>The names of the parameters that it is for, where each <c>*</c> stands for any text.</summary>
    public string Parameters { get; }

    /// <summary>Makes it so once, for parameters that were changed otherwise.</summary>
    /// <exception cref="ArgumentException">There is no such parameter, or its shape does not suit.</exception>
    public void Apply(ParameterSet parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        foreach (var apply in Bind([this], parameters)) apply();
        parameters.MarkChanged();
    }

    /// <summary>What is to be done after every step of a trainer; allocates nothing when it is.</summary>
    /// <exception cref="ArgumentException">There is no such parameter, or its shape does not suit.</exception>
    internal static Action[] Bind(IReadOnlyList<Constraint> constraints, ParameterSet parameters) =>
        [.. constraints.SelectMany(constraint => constraint.Bind(parameters))];

    private Action[] Bind(ParameterSet parameters)
    {
        Parameter[] meant = [.. parameters.Where(parameter => parameter.IsTrainable && pattern.Match(parameter.Name) is not null && Concerns(parameter))];
        return meant.Length > 0
            ? [.. meant.Select(Bind)]
            : throw new ArgumentException(
                $"{GetType().Name} finds no parameter for '{Parameters}'; there are {string.Join(", ", parameters.Where(parameter => parameter.IsTrainable))}.");
    }

    /// <summary>Whether a parameter of a matching name is meant.</summary>
    private protected virtual bool Concerns(Parameter parameter) => true;

    private protected abstract Action Bind(Parameter parameter);
}
