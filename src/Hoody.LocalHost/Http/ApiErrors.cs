namespace Hoody.LocalHost.Http;

/// <summary>The error answers of the contract, by name.</summary>
internal static class ApiErrors
{
    /// <summary>How long a client is asked to wait before it tries again what another operation of the container forbids at present.</summary>
    private static readonly TimeSpan BusyRetry = TimeSpan.FromSeconds(1);

    public static ApiException MissingToken() => new(401, "MISSING_TOKEN", "Authentication token is missing");

    public static ApiException InvalidToken() => new(401, "INVALID_TOKEN", "Authentication token is invalid");

    public static ApiException TokenExpired() => new(401, "TOKEN_EXPIRED", "Authentication token has expired");

    public static ApiException InvalidIdFormat(string name) =>
        new(400, "INVALID_ID_FORMAT", $"Invalid ID format: '{name}' must be 24 lower-case hexadecimal characters");

    public static ApiException Validation(IReadOnlyCollection<ValidationProblem> problems) =>
        new(400, "VALIDATION_ERROR", "Validation failed: " + string.Join("; ", problems.Select(problem => problem.Text))) { Payload = problems };

    public static ApiException Validation(string instancePath, string message) => Validation([new ValidationProblem(instancePath, message)]);

    public static ApiException InvalidParameters(IReadOnlyCollection<ValidationProblem> problems) =>
        new(400, "INVALID_PARAMETER_VALUE", "Invalid query: " + string.Join("; ", problems.Select(problem => problem.Text))) { Payload = problems };

    public static ApiException InvalidJson(string message) => new(400, "INVALID_JSON", message);

    public static ApiException RouteNotFound() => new(404, "ROUTE_NOT_FOUND", "Route not found");

    public static ApiException ContainerNotFound() => new(404, "CONTAINER_NOT_FOUND", "Container not found");

    public static ApiException SourceContainerNotFound() => new(404, "SOURCE_CONTAINER_NOT_FOUND", "Source container not found");

    /// <summary>A sync whose source is gone: by the product page a bad request, not a missing resource.</summary>
    public static ApiException OrphanedCopy() => new(400, "SOURCE_CONTAINER_NOT_FOUND", "Source container not found");

    public static ApiException ProjectNotFound() => new(404, "PROJECT_NOT_FOUND", "Project not found");

    public static ApiException ResourceNotFound(string thing) => new(404, "RESOURCE_NOT_FOUND", $"{thing} not found");

    public static ApiException SnapshotNotFound() => new(404, "SNAPSHOT_NOT_FOUND", "Snapshot not found");

    public static ApiException OperationNotFound() => new(404, "OPERATION_NOT_FOUND", "Operation not found");

    public static ApiException ContainerNameInUse() =>
        new(409, "CONTAINER_NAME_IN_USE", "A container with this name already exists in the project");

    public static ApiException SshKeyInUse() => new(409, "SSH_PUBLIC_KEY_IN_USE", "SSH public key is already in use by another container");

    public static ApiException ProjectAliasInUse() => new(409, "PROJECT_ALIAS_IN_USE", "A project with this alias already exists");

    public static ApiException ProxyAliasInUse(string alias, string scope) => new(409, "ALIAS_IN_USE", "This alias is already in use")
    {
        Error = "ALIAS_IN_USE",
        Payload = new { Field = "alias", Value = alias, Scope = scope },
    };

    public static ApiException NetworkNotFound() => new(404, "NETWORK_NOT_FOUND", "Container or network configuration not found");

    public static ApiException StateConflict(string message) =>
        new(409, "OPERATION_STATE_CONFLICT", message) { RetryAfter = BusyRetry };

    public static ApiException SnapshotInProgress() => new(409, "SNAPSHOT_OPERATION_IN_PROGRESS", "Another operation is in progress on this container")
    {
        Error = "SNAPSHOT_OPERATION_IN_PROGRESS",
        RetryAfter = BusyRetry,
    };

    public static ApiException ServerFull() => new(400, "SERVER_CONTAINER_LIMIT", "The server has reached its container limit");

    public static ApiException ProjectFull() => new(400, "PROJECT_CONTAINER_LIMIT", "The project has reached its container limit");

    public static ApiException TooManyJobs() =>
        new(429, "TOO_MANY_OPERATIONS", "Too many unfinished operations: wait for some to finish") { RetryAfter = BusyRetry };

    public static ApiException HostStopping() =>
        new(503, "HOST_STOPPING", "The host is stopping; it finishes what it has accepted after its next start") { RetryAfter = BusyRetry };

    public static ApiException NotACopy(int statusCode) =>
        new(statusCode, "CONTAINER_NOT_COPIED", "Container was not created from a copy, sync is not possible.");
}
