namespace ModelGen;

public sealed partial class Parameter
{
    // Goes through the elements in the order of files and says where each lies in the block.
    private struct FrameworkOrder
    {
        private readonly Parameter parameter;
        private readonly int[] strides, position;     // of the file's axes, in the model's own order
        private int element;

        public FrameworkOrder(Parameter parameter)
        {
            this.parameter = parameter;
            var (shape, axes) = (parameter.shape, parameter.axes);
            var extents = new int[axes.Length];
            for (var axis = 0; axis < axes.Length; axis++) extents[axes[axis]] = shape[axis];
            strides = new int[axes.Length];
            for (var axis = 0; axis < axes.Length; axis++)
            {
                strides[axis] = 1;
                foreach (var extent in extents.AsSpan(axes[axis] + 1)) strides[axis] *= extent;
            }
            position = new int[axes.Length];
            element = 0;
        }

        /// <summary>The column in which the next element lies.</summary>
        public readonly int Column => element % parameter.columns;

        public int Next()
        {
            var place = parameter.Place(element);
            for (var axis = position.Length - 1; axis >= 0; axis--)
            {
                element += strides[axis];
                if (++position[axis] < parameter.shape[axis]) break;
                element -= strides[axis] * position[axis];
                position[axis] = 0;
            }
            return place;
        }
    }
}
