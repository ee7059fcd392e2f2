using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Hoody.LocalHost.Engine;

/// <summary>
/// Keeps apart who reads a container's directory (captures for copies, syncs and snapshots) and who changes it (provisioning, sync,
/// restore, deletion), so that no capture sees half a sync. Who makes and removes the refs of its snapshots is kept apart alike, under the name that
/// all its refs begin with. Waits are in memory: one process owns a data folder.
/// </summary>
internal sealed class ContainerGates
{
    private readonly ConcurrentDictionary<string, Gate> _gates = new(StringComparer.Ordinal);

    public Task<IDisposable> ReadAsync(string containerId, CancellationToken cancellationToken) =>
        _gates.GetOrAdd(containerId, _ => new Gate()).EnterAsync(1, cancellationToken);

    public Task<IDisposable> ChangeAsync(string containerId, CancellationToken cancellationToken) =>
        _gates.GetOrAdd(containerId, _ => new Gate()).EnterAsync(Gate.Places, cancellationToken);

    // A semaphore holds nothing to dispose of as long as nobody asks for its wait handle.
    [SuppressMessage("Design", "CA1001", Justification = "The semaphores' wait handles are never used.")]
    private sealed class Gate
    {
        /// <summary>How many captures of one container run side by side; beyond that they take turns.</summary>
        public const int Places = 16;

        private readonly SemaphoreSlim _places = new(Places);

        // Whoever needs several places takes them behind this, or two of them could each hold half and wait for ever.
        private readonly SemaphoreSlim _turn = new(1);

        public async Task<IDisposable> EnterAsync(int count, CancellationToken cancellationToken)
        {
            int held = 0;
            await _turn.WaitAsync(cancellationToken);
            try
            {
                for (; held < count; held++)
                {
                    await _places.WaitAsync(cancellationToken);
                }
            }
            catch
            {
                Leave(held);
                throw;
            }
            finally
            {
                _turn.Release();
            }

            return new Place(this, held);
        }

        private void Leave(int count)
        {
            if (count > 0)
            {
                _places.Release(count);
            }
        }

        private sealed class Place(Gate gate, int count) : IDisposable
        {
            private int _held = count;

            public void Dispose() => gate.Leave(Interlocked.Exchange(ref _held, 0));
        }
    }
}
