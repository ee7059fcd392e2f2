using System.Net;

namespace Hoody.Sdk;

/// <summary>Chooses the type of an error: by the service's code where that says what to do next, else by the status.</summary>
internal static class ApiFailures
{
    public static HoodyApiException Create(ApiRequest request, HttpStatusCode status, HoodyErrorCode? code, string message) =>
        ByCode(request, status, code, message) ?? ByStatus(status, code, message);

    // The code alone does not do: each one is looked for only under the statuses that the type stands for.
    private static HoodyApiException? ByCode(ApiRequest request, HttpStatusCode status, HoodyErrorCode? code, string message) =>
        ((int)status, code?.Value) switch
        {
            (400 or 409, "CONTAINER_NOT_COPIED") => new ContainerNotCopiedException(
                status, code, message + " Only copies have a source to be synchronised with: make one with CopyAsync."),
            (400 or 404 or 409, "SOURCE_CONTAINER_NOT_FOUND") when request.Name == "Containers.Sync" => new OrphanedCopyException(
                status, code, message + " The copy lives on without its source: copy another one, or take this one for the source."),
            (404, "SOURCE_CONTAINER_NOT_FOUND") => new SourceContainerNotFoundException(status, code, message),
            (409, "CONTAINER_NAME_IN_USE") => new ContainerNameInUseException(status, code, message + " Choose another name, or none."),
            (409, "SSH_PUBLIC_KEY_IN_USE") => new SshPublicKeyInUseException(
                status, code, message + " Give a key that no container has, or none to have one made."),
            (400 or 422, "SERVER_CONTAINER_LIMIT" or "PROJECT_CONTAINER_LIMIT" or "QUOTA_EXCEEDED") =>
                new ContainerLimitException(status, code, message + " Delete a container, or choose another server or project."),
            _ => null,
        };

    private static HoodyApiException ByStatus(HttpStatusCode status, HoodyErrorCode? code, string message) => (int)status switch
    {
        400 or 422 => new HoodyInvalidRequestException(status, code, message),
        401 => new HoodyAuthenticationException(status, code, message),
        403 => new HoodyPermissionException(status, code, message),
        404 => new HoodyNotFoundException(status, code, message),
        409 or 412 or 428 => new HoodyConflictException(status, code, message),
        429 => new HoodyRateLimitException(status, code, message),
        _ => new HoodyApiException(status, code, message),
    };
}
