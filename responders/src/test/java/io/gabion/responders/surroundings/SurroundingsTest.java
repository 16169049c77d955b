package io.gabion.responders.surroundings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SurroundingsTest {
    @Test
    void reads_the_default_gateways() {
        var routes = """
                Iface Destination Gateway Flags RefCnt Use Metric Mask MTU Window IRTT
                eth0 00000000 010011AC 0003 0 0 0 00000000 0 0 0
                eth0 000011AC 00000000 0001 0 0 0 0000FFFF 0 0 0
                """;
        assertThat(Surroundings.gateways4(routes)).containsExactly("172.17.0.1");
    }

    @Test
    void reads_the_ipv6_gateway() {
        var zero = "0".repeat(32);
        var row = zero + " 00 " + zero + " 00 fe800000000000000000000000000001 00000400 1 0 3 eth0\n";
        assertThat(Surroundings.gateways6(row)).containsExactly("fe80::1");
    }

    @Test
    void reads_resolvers_and_the_ssh_client() {
        assertThat(Surroundings.resolvers("# x\nnameserver 10.0.0.2\nsearch a\nnameserver fe80::2%eth0\n"))
                .containsExactly("10.0.0.2", "fe80::2");
        assertThat(Surroundings.sshClient("10.0.0.9 50000 10.0.0.1 22")).containsExactly("10.0.0.9");
        assertThat(Surroundings.sshClient("")).isEmpty();
    }

    @Test
    void a_session_is_known_by_its_environment_and_a_mere_connection_is_not() {
        assertThat(Surroundings.sshSession("HOME=/root\0SSH_CONNECTION=10.0.0.9 50000 10.0.0.1 2222\0TERM=x\0"))
                .containsExactly("10.0.0.9");
        assertThat(Surroundings.sshSession("HOME=/root\0")).isEmpty();
    }

    @Test
    void who_is_logged_in_is_found_among_the_processes() throws Exception {
        var session = new ProcessBuilder("sleep", "60");
        session.environment().put("SSH_CONNECTION", "198.51.100.200 50000 192.0.2.1 2222");
        var running = session.start();
        try {
            assertThat(Surroundings.discover()).contains("198.51.100.200");
        } finally {
            running.destroyForcibly().waitFor();
        }
        assertThat(Surroundings.discover()).doesNotContain("198.51.100.200");
    }

    @Test
    void this_machine_has_a_loopback() throws Exception {
        assertThat(Surroundings.discover()).contains("127.0.0.1", "::1");
    }
}
