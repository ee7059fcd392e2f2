using FsCheck.Xunit;
using Hoody.Testing;

namespace Hoody.ChunkStore.Tests;

/// <summary>A property that is tried more often in the long form.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LongFormPropertyAttribute : PropertyAttribute
{
    public LongFormPropertyAttribute(int shortForm, int longForm) => MaxTest = LongForm.Choose(shortForm, longForm);
}
