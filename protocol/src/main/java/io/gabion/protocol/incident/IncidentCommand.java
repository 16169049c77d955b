package io.gabion.protocol.incident;

import io.gabion.protocol.entity.EntityId;
import io.gabion.protocol.entity.Inner;
import io.gabion.protocol.entity.Message;
import io.gabion.protocol.response.ResponseReport;
import io.gabion.protocol.suspicion.Suspicion;
import java.util.List;

/** What an incident accepts. Every command may come twice, late, or in another order. */
public sealed interface IncidentCommand extends Message {
    record Evidence(Suspicion suspicion) implements IncidentCommand {}

    /** Hands everything over to {@code other}. */
    record MergeInto(EntityId other) implements IncidentCommand {}

    /** How one of its responses stands. */
    record Report(ResponseReport report) implements IncidentCommand {}

    /** People's verdict; answered with {@link Noted}. */
    record Judge(IncidentVerdict verdict, String by, String why) implements IncidentCommand {}

    record Noted() implements Message {}

    /** The models' answers. @param vector what they were shown: an answer about less evidence than there is now is void */
    record Appraise(List<String> vector, List<Appraisal> appraisals) implements IncidentCommand, Inner {
        public Appraise {
            vector = List.copyOf(vector);
            appraisals = List.copyOf(appraisals);
        }
    }

    record Wake() implements IncidentCommand, Inner {}
}
