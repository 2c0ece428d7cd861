namespace ModelGen;

public sealed partial class Parameter
{
    // Goes through the elements in the order of files and says where each lies in the block.
    private struct FrameworkOrder
    {
        private readonly Parameter parameter;
        private readonly int[] position;                        // along the file's axes
        private readonly (int Rows, int Columns)[] steps;       // along each of them, in the stored matrix
        private int row, column, firstColumn, panelStart, rowLength;     // the panel's first column, and where it lies

        public FrameworkOrder(Parameter parameter)
        {
            this.parameter = parameter;
            var (shape, axes) = (parameter.shape, parameter.axes);
            var extents = new int[axes.Length];
            for (var axis = 0; axis < axes.Length; axis++) extents[axes[axis]] = shape[axis];
            position = new int[axes.Length];
            steps = new (int, int)[axes.Length];
            for (var axis = 0; axis < axes.Length; axis++)
            {
                var stride = 1;
                foreach (var extent in extents.AsSpan(axes[axis] + 1)) stride *= extent;
                // Columns are the last axis of the model's own shape, or all axes where there is one row.
                steps[axis] = parameter.rows == 1 ? (0, stride) : (stride / parameter.columns, stride % parameter.columns);
            }
            EnterPanel();
        }

        /// <summary>The column in which the next element lies.</summary>
        public readonly int Column => column;

        public int Next()
        {
            if ((uint)(column - firstColumn) >= (uint)parameter.panelWidth) EnterPanel();
            var place = panelStart + row * rowLength + column - firstColumn;
            for (var axis = position.Length - 1; axis >= 0; axis--)
            {
                var (rows, columns) = steps[axis];
                row += rows;
                column += columns;
                if (++position[axis] < parameter.shape[axis]) break;
                row -= rows * position[axis];
                column -= columns * position[axis];
                position[axis] = 0;
            }
            return place;
        }

        // A panel is as wide as all, the last as what is left, rounded up to 16.
        private void EnterPanel()
        {
            var panel = column / parameter.panelWidth;
            firstColumn = panel * parameter.panelWidth;
            panelStart = parameter.offset + firstColumn * parameter.rows;
            rowLength = Math.Min(parameter.panelWidth, (parameter.columns - firstColumn + 15) / 16 * 16);
        }
    }
}
