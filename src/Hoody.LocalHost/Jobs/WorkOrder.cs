using Hoody.LocalHost.Engine;
using Hoody.LocalHost.State;

namespace Hoody.LocalHost.Jobs;

/// <summary>What a work is to do: the operation, its container, the server that the container is on, and where to tell how far it is.</summary>
internal sealed record WorkOrder(OperationRow Operation, ContainerRow Container, IServerWork Server, TransferGauge Gauge);
