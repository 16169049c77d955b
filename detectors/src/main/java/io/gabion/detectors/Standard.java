package io.gabion.detectors;

import io.gabion.detectors.alert.Alerts;
import io.gabion.detectors.baseline.Beacons;
import io.gabion.detectors.baseline.FirstSeen;
import io.gabion.detectors.baseline.HourlySurge;
import io.gabion.detectors.baseline.UnusualHour;
import io.gabion.detectors.baseline.VolumeSurge;
import io.gabion.detectors.intel.IndicatorSuspicions;
import io.gabion.detectors.score.MadeDomains;
import io.gabion.detectors.sigma.correlate.CountedGroups;
import io.gabion.detectors.sigma.suspect.RuleSuspicions;
import io.gabion.detectors.threshold.AccountGuessing;
import io.gabion.detectors.threshold.Guessing;
import io.gabion.detectors.threshold.HostScan;
import io.gabion.detectors.threshold.PortScan;
import io.gabion.detectors.threshold.Spraying;
import io.gabion.detectors.threshold.SuccessAfterFailures;
import io.gabion.detectors.window.Telemetry;
import io.gabion.detectors.window.Trace;
import io.gabion.detectors.window.Windows;
import java.util.ArrayList;
import java.util.List;

/** The detectors of this module, in the order in which they run. */
final class Standard {
    static List<Detector<?>> detectors() {
        return List.of(
                new Guessing(),
                new AccountGuessing(),
                new Spraying(),
                new SuccessAfterFailures(),
                new PortScan(),
                new HostScan(),
                new FirstSeen(),
                new VolumeSurge(),
                new HourlySurge(),
                new UnusualHour(),
                new Beacons(),
                new Alerts(),
                new RuleSuspicions(),
                new CountedGroups(),
                new IndicatorSuspicions(),
                new MadeDomains());
    }

    /** What models are asked about. */
    static List<Detector<?>> windows() {
        var all = new ArrayList<Detector<?>>();
        Telemetry.ALL.forEach(telemetry -> all.add(new Windows(telemetry)));
        for (var of : Trace.Of.values()) {
            all.add(new Trace(of));
        }
        return List.copyOf(all);
    }

    private Standard() {}
}
