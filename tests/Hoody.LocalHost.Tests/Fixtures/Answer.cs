using System.Net.Http.Headers;
using System.Text.Json;

namespace Hoody.LocalHost.Tests.Fixtures;

/// <summary>One answer of the API, with the checks that every answer of its kind has to pass.</summary>
internal sealed record Answer(int Status, JsonElement Body, HttpResponseHeaders Headers)
{
    public string Message => Body.Text("message");

    /// <summary>Checks the success envelope and returns its data.</summary>
    public JsonElement Data(int status = 200)
    {
        Assert.True(Status == status, $"{Status} instead of {status}: {Body}");
        Assert.Equal(["data", "message", "statusCode"], Body.Keys());
        Assert.Equal(status, Body.Number("statusCode"));
        return Body.GetProperty("data");
    }

    /// <summary>Checks the envelope of the successes that carry no data.</summary>
    public void HasNoData()
    {
        Assert.True(Status == 200, $"{Status} instead of 200: {Body}");
        Assert.Equal(["message", "statusCode"], Body.Keys());
        Assert.Equal(200, Body.Number("statusCode"));
    }

    /// <summary>Checks the error envelope.</summary>
    public Answer Fails(int status, string code)
    {
        Assert.True(Status == status, $"{Status} instead of {status} {code}: {Body}");
        Assert.Equal(code, Body.Text("code"));
        Assert.Equal(status, Body.Number("statusCode"));
        Assert.NotEmpty(Body.Text("error"));
        Assert.NotEmpty(Message);
        Assert.Empty(Body.Keys().Except(["code", "data", "error", "message", "statusCode"]));
        return this;
    }

    /// <summary>Checks a validation error, which names the place of each problem.</summary>
    public void FailsAt(string instancePath)
    {
        Fails(400, "VALIDATION_ERROR");
        Assert.Equal("Bad Request", Body.Text("error"));
        Assert.Contains(instancePath, Body.GetProperty("data").EnumerateArray().Select(problem => problem.Text("instancePath")));
    }
}
