package io.gabion.protocol.incident;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.gabion.protocol.EventCodec;
import io.gabion.protocol.entity.Later;
import io.gabion.protocol.guard.Mode;
import io.gabion.protocol.response.Plan;
import io.gabion.protocol.response.ResponseReport;
import io.gabion.protocol.response.Targets;
import io.gabion.protocol.suspicion.Suspicion;
import java.util.List;

/** What happened to one incident. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @Type(value = IncidentEvent.EvidenceAdded.class, name = "evidence-added"),
    @Type(value = IncidentEvent.Triaged.class, name = "triaged"),
    @Type(value = IncidentEvent.ResponsePlanned.class, name = "response-planned"),
    @Type(value = IncidentEvent.ResponseReported.class, name = "response-reported"),
    @Type(value = IncidentEvent.MergedInto.class, name = "merged-into"),
    @Type(value = IncidentEvent.Judged.class, name = "judged"),
    @Type(value = IncidentEvent.ResponsesCalledOff.class, name = "responses-called-off"),
    @Type(value = IncidentEvent.Relapsed.class, name = "relapsed"),
    @Type(value = IncidentEvent.Appraised.class, name = "appraised")
})
public sealed interface IncidentEvent {
    EventCodec<IncidentEvent> CODEC = new EventCodec<>(
            IncidentEvent.class,
            // 2: a response has accounts and domains as well.
            // 3: and hosts.
            // 4: and files.
            // 5: models may have been asked.
            // 6: a response has networks.
            List.of(
                    event -> event.get("type").asText().equals("response-planned")
                            ? Targets.lift(event, "addresses")
                            : event,
                    event ->
                            event.get("type").asText().equals("response-planned") ? Targets.withoutHosts(event) : event,
                    event ->
                            event.get("type").asText().equals("response-planned") ? Targets.withoutFiles(event) : event,
                    event -> event,
                    event -> event.get("type").asText().equals("response-planned")
                            ? Targets.withoutNetworks(event)
                            : event));

    record EvidenceAdded(Suspicion suspicion) implements IncidentEvent {}

    /** Models have said what they make of the evidence so far. */
    record Appraised(List<Appraisal> appraisals) implements IncidentEvent {
        public Appraised {
            appraisals = List.copyOf(appraisals);
        }
    }

    /** @param policy name and version of the weights that were used */
    record Triaged(Score score, String policy) implements IncidentEvent {}

    /**
     * @param response the response's name
     * @param plan the playbook as it was
     * @param targets to be contained
     * @param subject what the incident is, in one line for people; may be empty
     */
    record ResponsePlanned(
            String response,
            Plan plan,
            Mode mode,
            Targets targets,

            @Later @JsonInclude(JsonInclude.Include.NON_EMPTY)
            String subject)
            implements IncidentEvent {
        /** Of which no more is said. */
        public ResponsePlanned(String response, Plan plan, Mode mode, Targets targets) {
            this(response, plan, mode, targets, "");
        }
    }

    record ResponseReported(ResponseReport report) implements IncidentEvent {}

    /** People's word; the last one holds. @param by whose @param why may be empty */
    record Judged(IncidentVerdict verdict, String by, String why) implements IncidentEvent {}

    /** What these responses hold is to be let go, and they do nothing more. */
    record ResponsesCalledOff(List<String> responses, String by, String why) implements IncidentEvent {
        public ResponsesCalledOff {
            responses = List.copyOf(responses);
        }
    }

    /**
     * These were let go, and are suspected again: they are planned for anew. If they were let go in stages, so is whoever was
     * contained with them, so that what is in force yet stays.
     */
    record Relapsed(String playbook, List<String> targets) implements IncidentEvent {
        public Relapsed {
            targets = List.copyOf(targets);
        }
    }

    /** Its evidence goes to the other incident. */
    record MergedInto(String incident, List<Suspicion> evidence) implements IncidentEvent {
        public MergedInto {
            evidence = List.copyOf(evidence);
        }
    }
}
