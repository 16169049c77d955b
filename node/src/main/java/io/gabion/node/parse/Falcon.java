package io.gabion.node.parse;

import static io.gabion.node.parse.Fields.first;

import io.gabion.protocol.observation.Source;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Events of CrowdStrike's sensor and of its console. Programs are told as rules know them: the kernel's name of a volume
 * becomes the drive of the system, and the bare name of the parent stands behind a separator.
 */
final class Falcon {
    private static final String VOLUME = "\\Device\\HarddiskVolume";

    static Parsed read(Source source, Map<String, String> raw, Instant otherwise) {
        var event = new LinkedHashMap<>(raw);
        var image = first(event, "event.ImageFileName", "ImageFileName");
        if (!image.isEmpty()) {
            Fields.add(event, "Image", program(image));
        }
        var parent = first(event, "event.ParentBaseFileName", "ParentBaseFileName");
        if (!parent.isEmpty()) {
            boolean windows =
                    first(event, "event_platform", "event.event_platform").equals("Win");
            Fields.add(event, "ParentImage", (windows ? "\\" : "/") + parent);
        }
        return ServiceEvents.read("crowdstrike", source, event, otherwise);
    }

    private static String program(String image) {
        int path = image.startsWith(VOLUME) ? image.indexOf('\\', VOLUME.length()) : -1;
        return path < 0 ? image : "C:" + image.substring(path);
    }

    private Falcon() {}
}
