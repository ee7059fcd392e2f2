namespace Hoody.Sdk;

/// <summary>Projects: get, list, create, update, delete. Thread-safe.</summary>
/// <remarks><inheritdoc cref="ContainersClient" path="/remarks/node()"/></remarks>
public class ProjectsClient
{
    private readonly ApiPipeline? _pipeline;

    /// <summary>Makes a test double.</summary>
    protected ProjectsClient()
    {
    }

    internal ProjectsClient(ApiPipeline pipeline) => _pipeline = pipeline;

    private ApiPipeline Pipeline => _pipeline ?? throw TestDouble.NotOverridden(nameof(ProjectsClient));

    /// <summary>Gets a project.</summary>
    /// <exception cref="HoodyNotFoundException">There is none, or this account may not see it.</exception>
    public virtual Task<Project> GetAsync(ProjectId id, RequestOptions? request = null, CancellationToken cancellationToken = default) =>
        Pipeline.GetAsync("Projects.Get", Project(id), HoodyJsonContext.Default.Project, request, cancellationToken);

    /// <summary>Lists the projects of the account; nothing is sent before the listing is enumerated.</summary>
    public virtual AsyncPageable<Project> ListAsync(
        ListProjectsOptions? options = null, RequestOptions? request = null, CancellationToken cancellationToken = default)
    {
        ApiPipeline pipeline = Pipeline;
        string order = options?.SortOrder == SortOrder.Ascending ? "asc" : "desc";
        return new ServicePages<Project, ProjectId>(ReadAsync, p => p.Id, options?.PageSize ?? PageSizes.Default, cancellationToken);

        async Task<Page<Project>> ReadAsync(int number, int size, CancellationToken token)
        {
            ApiTarget target = new ApiTarget("projects/")
                .With("page", number).With("limit", size).With("sort_by", (options?.SortBy ?? ProjectSortKey.CreatedAt).Value)
                .With("sort_order", order).With("realm_id", options?.RealmId);
            ApiRequest message = new("Projects.List", HttpMethod.Get, target);
            (ProjectsData data, HoodyResponseInfo info) = await pipeline.SendForResponseAsync(
                message, HoodyJsonContext.Default.ProjectsData, request, token).ConfigureAwait(false);
            return ServicePage.Of(data.Projects, number, data.Pagination, info);
        }
    }

    /// <summary>Makes a project.</summary>
    public virtual Task<Project> CreateAsync(
        CreateProjectRequest project, RequestOptions? request = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(project);
        ApiRequest message = new("Projects.Create", HttpMethod.Post, new ApiTarget("projects/"))
        {
            Body = ApiPipeline.Write(project, HoodyJsonContext.Default.CreateProjectRequest),
        };
        return Pipeline.SendAsync(message, HoodyJsonContext.Default.Project, request, cancellationToken);
    }

    /// <summary>Changes a project, and gets it as it then is.</summary>
    /// <exception cref="HoodyConflictException">Another project has the name.</exception>
    /// <exception cref="ArgumentException">The limit on containers is both removed and replaced.</exception>
    public virtual Task<Project> UpdateAsync(
        ProjectId id, UpdateProjectRequest changes, RequestOptions? request = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(changes);
        if (changes is { RemoveMaxContainers: true, MaxContainers: not null })
        {
            throw new ArgumentException("A limit is either removed or replaced.", nameof(changes));
        }

        ApiRequest message = new("Projects.Update", HttpMethod.Put, Project(id)) { Body = changes.ToBody() };
        return Pipeline.SendAsync(message, HoodyJsonContext.Default.Project, request, cancellationToken);
    }

    /// <summary>Deletes a project, with all its containers.</summary>
    public virtual Task DeleteAsync(ProjectId id, RequestOptions? request = null, CancellationToken cancellationToken = default) =>
        Pipeline.SendForNothingAsync(new ApiRequest("Projects.Delete", HttpMethod.Delete, Project(id)), request, cancellationToken);

    private static ApiTarget Project(ProjectId id) => new("projects/{id}", id.Value);
}
