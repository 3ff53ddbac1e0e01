using Lull.Engine.Connectors;

namespace Lull.Engine.Effects;

/// <summary>Takes secrets out of what connectors report, before it reaches journal, log or screen.</summary>
internal static class Redaction
{
    extension(ISecrets secrets)
    {
        internal Outcome Redact(Outcome outcome) =>
            outcome switch
            {
                Outcome.Done done => done with
                {
                    Evidence = secrets.Redact(done.Evidence),
                    Artefact = secrets.Redact(done.Artefact),
                },
                Outcome.Failed failed => failed with
                {
                    Reason = secrets.Redact(failed.Reason),
                    Evidence = secrets.Redact(failed.Evidence),
                },
                Outcome.Unknown unknown => new Outcome.Unknown(secrets.Redact(unknown.Reason)),
            };

        /// <summary>What was found before (<c>Prior</c>) must be put back exactly and stays; connectors keep secrets out of it.</summary>
        internal Observation Redact(Observation observation) =>
            observation switch
            {
                Observation.Done done => done with { Evidence = secrets.Redact(done.Evidence) },
                Observation.NotDone notDone => notDone with { Evidence = secrets.Redact(notDone.Evidence) },
                Observation.Running running => new Observation.Running(secrets.Redact(running.Evidence)),
                Observation.Unknown unknown => new Observation.Unknown(secrets.Redact(unknown.Reason)),
            };

        private Evidence Redact(Evidence evidence) =>
            Evidence.Of(secrets.Redact(evidence.Summary), secrets.Redact(evidence.Output));
    }
}
