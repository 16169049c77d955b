package io.gabion.node.parse;

import static io.gabion.node.parse.Logs.assets;
import static io.gabion.node.parse.Logs.json;
import static io.gabion.node.parse.Logs.seen;
import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.observation.Observation.Network;
import io.gabion.protocol.observation.OcsfClass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuricataTest {
    private static String record(String type, String more) {
        return json("{'timestamp':'2026-03-01T11:00:00.457984+0100','flow_id':1,'event_type':'" + type + "',"
                + "'src_ip':'203.0.113.7','src_port':5000,'dest_ip':'10.0.0.5','dest_port':22,'proto':'TCP'" + more
                + "}");
    }

    @ParameterizedTest
    @CsvSource({
        "alert,DETECTION_FINDING",
        "flow,NETWORK_ACTIVITY",
        "dns,DNS_ACTIVITY",
        "http,HTTP_ACTIVITY",
        "fileinfo,NETWORK_FILE_ACTIVITY",
        "ssh,SSH_ACTIVITY",
        "tls,BASE_EVENT",
        "anomaly,BASE_EVENT",
    })
    void every_record_is_of_its_two_ends(String type, OcsfClass expected) {
        var o = seen(record(type, ""));
        assertThat(o.type()).isEqualTo(expected);
        assertThat(o.time()).isEqualTo("2026-03-01T10:00:00.457984Z");
        assertThat(o.product()).isEqualTo("suricata");
        assertThat(assets(o)).containsExactly("address:203.0.113.7", "address:10.0.0.5");
        assertThat(o.fields()).containsEntry("src_ip", "203.0.113.7").containsEntry("dest_port", "22");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'flow':{'pkts_toclient':0,'bytes_toserver':60,'bytes_toclient':0,'state':'new'}|60|0|S0",
                "'flow':{'pkts_toclient':1,'bytes_toserver':60,'bytes_toclient':60,'state':'closed'},'tcp':{'rst':true}|60|60|REJ",
                "'flow':{'pkts_toclient':9,'bytes_toserver':900,'bytes_toclient':9000,'state':'closed'},'tcp':{'rst':true}|900|9000|closed",
            })
    void a_flow_tells_whether_it_was_answered(String flow, long sent, long received, String state) {
        var network = seen(record("flow", "," + flow)).network();
        assertThat(network).isEqualTo(new Network("203.0.113.7", 5000, "10.0.0.5", 22, "tcp", sent, received, state));
    }

    @Test
    void what_a_protocol_carries_is_no_address() {
        var evil = "198.51.100.66";
        var o = seen(record(
                "http",
                ",'http':{'hostname':'" + evil + "','url':'/?src_ip=" + evil + "','http_user_agent':'" + evil
                        + "','xff':'" + evil + "'},'metadata':{'src_ip':'" + evil + "'}"));
        Logs.neverNames(o, evil);
        assertThat(o.fields()).containsEntry("http.xff", evil);
    }

    @Test
    void statistics_are_of_the_sensor() {
        var o = seen(json("{'timestamp':'2026-03-01T10:00:00.000000+0000','event_type':'stats','host':'Sensor1.',"
                + "'stats':{'uptime':8}}"));
        assertThat(assets(o)).containsExactly("host:sensor1");
    }
}
