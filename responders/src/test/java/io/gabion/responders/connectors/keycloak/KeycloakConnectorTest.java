package io.gabion.responders.connectors.keycloak;

import static io.gabion.responders.connectors.keycloak.KeycloakStand.name;
import static org.assertj.core.api.Assertions.assertThat;

import io.gabion.protocol.containment.Action;
import io.gabion.protocol.containment.ContainmentOrder.Verb;
import io.gabion.responders.connector.Connector.Result;
import io.gabion.responders.connectors.LastingAccountContract;
import io.gabion.responders.connectors.MarkedAccountContract;
import io.gabion.responders.connectors.keycloak.Front.Own;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class KeycloakConnectorTest extends LastingAccountContract<KeycloakStand> {
    @Override
    protected KeycloakStand open(Path folder) throws Exception {
        return new KeycloakStand(folder, Action.DISABLE_ACCOUNT);
    }

    @Test
    void what_was_open_is_dead_and_stays_so() throws Exception {
        var before = stand.server.signIn(name(target)).json();
        assertThat(stand.server.isAlive(before.path("access_token").asText())).isTrue();
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        assertThat(stand.server.isAlive(before.path("access_token").asText())).isFalse();
        assertThat(stand.look(target).words()).isEqualTo("Account disabled");
        assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
        assertThat(stand.server.isAlive(before.path("access_token").asText())).isFalse();
        assertThat(stand.server.refresh(before.path("refresh_token").asText()).status())
                .isEqualTo(400);
    }

    @Test
    void who_was_disabled_by_others_stays_so_after_the_release() throws Exception {
        stand.server.update(stand.server.user(name(target)).put("enabled", false));
        var before = stand.standing(target);
        assertThat(perform(Verb.QUERY, target)).isEqualTo(ABSENT);
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        assertThat(perform(Verb.QUERY, target)).isEqualTo(DONE);
        assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
        assertThat(stand.standing(target)).isEqualTo(before);
        assertThat(inEffect(target)).isTrue();
    }

    @Test
    void every_spelling_is_the_same_account() throws Exception {
        assertThat(perform(Verb.APPLY, target.toUpperCase(java.util.Locale.ROOT)))
                .isEqualTo(DONE);
        assertThat(perform(Verb.QUERY, "CORP\\" + name(target))).isEqualTo(DONE);
        assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
    }

    @Test
    void who_is_not_there_or_of_another_realm_or_no_person_is_refused() {
        var programs = List.of("service-account-gabion@corp", "service-account-root@corp");
        assertThat(programs)
                .allSatisfy(value -> assertThat(perform(Verb.APPLY, value)).isInstanceOf(Result.Refused.class));
        for (var value : List.of("nosuch@corp", name(target) + "@other", name(target))) {
            assertThat(perform(Verb.APPLY, value)).isInstanceOf(Result.Refused.class);
        }
    }

    /** What docs/connectors.md says to give it. */
    @Test
    void the_client_may_manage_users_and_nothing_else() throws Exception {
        var token = stand.server
                .token("gabion", "respondersecret", Map.of("grant_type", "client_credentials"))
                .json()
                .path("access_token")
                .asText();
        for (var path :
                List.of("/clients", "/roles", "/events", "/components", "/keys", "/identity-provider/instances")) {
            assertThat(stand.server.administer(token, "GET", "mesh" + path, "").status())
                    .as(path)
                    .isEqualTo(403);
        }
        assertThat(stand.server
                        .administer(token, "PUT", "mesh", "{\"displayName\":\"x\"}")
                        .status())
                .isEqualTo(403);
        assertThat(stand.server.administer(token, "GET", "master/users", "").status())
                .isEqualTo(403);
        var root = stand.server.user("service-account-root").path("id").asText();
        assertThat(stand.server
                        .administer(token, "PUT", "mesh/users/" + root + "/reset-password", "{\"type\":\"password\"}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void a_server_with_too_much_to_do_is_asked_again_when_it_says() throws Exception {
        for (int status : List.of(429, 503)) {
            try (var front = new Front(stand.server)) {
                front.answers(line -> line.startsWith("PUT"), new Own(status, "Retry-After: 40", ""));
                var now = Instant.now();
                assertThat(through(front, Verb.APPLY))
                        .isInstanceOfSatisfying(
                                Result.Busy.class,
                                busy -> assertThat(busy.notBefore()).isAfterOrEqualTo(now.plusSeconds(40)));
            }
        }
        assertThat(perform(Verb.QUERY, target)).isEqualTo(ABSENT);
    }

    /** Refused or busy would say that nothing was done. */
    @Test
    void who_is_disabled_and_whose_sessions_the_server_does_not_end_is_not_as_before() throws Exception {
        var before = stand.standing(target);
        for (int status : List.of(403, 429)) {
            try (var front = new Front(stand.server)) {
                front.answers(line -> line.endsWith("/logout"), new Own(status, "", ""));
                assertThat(through(front, Verb.APPLY)).isInstanceOf(Result.Lost.class);
            }
        }
        assertThat(inEffect(target)).isTrue();
        assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
        assertThat(stand.standing(target)).isEqualTo(before);
    }

    @Test
    void a_token_that_is_not_taken_any_more_is_asked_for_anew_once() throws Exception {
        try (var front = new Front(stand.server)) {
            front.answers(line -> line.contains("/admin/"), new Own(401, "", ""));
            assertThat(through(front, Verb.QUERY)).isEqualTo(new Result.Refused("HTTP 401"));
            assertThat(front.asked().stream().filter(line -> line.contains("/token")))
                    .hasSize(2);
        }
    }

    @Test
    void a_redirect_is_not_followed() throws Exception {
        try (var front = new Front(stand.server);
                var elsewhere = new Front(stand.server)) {
            var there = "Location: http://127.0.0.1:" + elsewhere.port() + "/admin/realms/mesh/users";
            front.answers(line -> line.contains("/users"), new Own(307, there, ""));
            assertThat(through(front, Verb.APPLY)).isEqualTo(new Result.Refused("HTTP 307"));
            assertThat(elsewhere.asked()).isEmpty();
        }
    }

    @Test
    void an_answer_without_end_or_sense_is_none_and_is_not_repeated_to_anybody() throws Exception {
        for (var body : List.of("[" + "0,".repeat(200_000) + "0]", "{\"respondersecret", "[]x")) {
            try (var front = new Front(stand.server)) {
                front.answers(line -> line.contains("/users"), new Own(200, "", body));
                var answer = through(front, Verb.QUERY);
                assertThat(answer).isNotEqualTo(DONE);
                assertThat(answer.toString()).doesNotContain("secret").hasSizeLessThan(200);
            }
        }
    }

    @Test
    void several_accounts_or_another_one_are_refused() throws Exception {
        var other = "{\"id\":\"1\",\"username\":\"somebody\",\"enabled\":true}";
        for (var body : List.of("[" + other + "]", "[" + other + "," + other + "]")) {
            try (var front = new Front(stand.server)) {
                front.answers(line -> line.startsWith("GET") && line.contains("username="), new Own(200, "", body));
                for (var verb : Verb.values()) {
                    assertThat(through(front, verb)).isInstanceOf(Result.Refused.class);
                }
            }
        }
    }

    /** It says done, and does nothing. */
    @Test
    void a_server_that_lies_is_not_believed() throws Exception {
        for (var lie : List.of("PUT", "DELETE", "POST /admin")) {
            target = stand.target();
            stand.server.signIn(name(target), "openid");
            try (var front = new Front(stand.server)) {
                front.answers(line -> line.startsWith(lie), new Own(204, "", ""));
                assertThat(through(front, Verb.APPLY)).isEqualTo(DONE);
                assertThat(through(front, Verb.QUERY)).as(lie).isEqualTo(ABSENT);
            }
        }
    }

    @Test
    void without_a_place_for_its_mark_nothing_is_done() throws Exception {
        try (var front = new Front(stand.server)) {
            front.answers(line -> line.endsWith("/users/profile"), new Own(200, "", "{\"attributes\":[]}"));
            for (var verb : Verb.values()) {
                assertThat(through(front, verb)).isInstanceOf(Result.Refused.class);
            }
        }
        assertThat(inEffect(target)).isFalse();
    }

    @Test
    void whoever_carries_the_mark_is_only_looked_for_where_the_name_does_not_tell() throws Exception {
        try (var front = new Front(stand.server)) {
            assertThat(through(front, Verb.QUERY)).isEqualTo(ABSENT);
            assertThat(searches(front)).isEqualTo(1);
            assertThat(through(front, Verb.APPLY)).isEqualTo(DONE);
            assertThat(searches(front)).isEqualTo(2);
            for (var verb : List.of(Verb.QUERY, Verb.APPLY, Verb.RELEASE)) {
                assertThat(through(front, verb)).isEqualTo(DONE);
            }
            assertThat(searches(front)).isEqualTo(2);
        }
    }

    private static long searches(Front front) {
        return front.asked().stream().filter(line -> line.contains("&q=gabion")).count();
    }

    /** The server finds them whatever the case is, and not by a part. */
    @Test
    void a_mark_that_is_almost_the_same_is_another_one() throws Exception {
        assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
        stand.rename(target, renamed());
        var marks = stand.marks(renamed());
        stand.mark(other, marks.stream().map(mark -> mark + "0").toList());
        assertThat(perform(Verb.QUERY, target)).isEqualTo(DONE);
        stand.mark(other, List.of());
        stand.mark(
                renamed(),
                marks.stream()
                        .map(mark -> mark.toUpperCase(java.util.Locale.ROOT))
                        .toList());
        assertThat(perform(Verb.QUERY, target)).isEqualTo(ABSENT);
        stand.mark(renamed(), marks);
        assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
    }

    private Result through(Front front, Verb verb) throws Exception {
        return perform(stand.over("http", front.port(), "secret", "certificate"), verb, target, PATIENCE)
                .join();
    }

    @Nested
    class Sessions extends MarkedAccountContract<KeycloakStand> {
        @Override
        protected KeycloakStand open(Path folder) throws Exception {
            return KeycloakConnectorTest.this.stand.with(Action.END_SESSIONS);
        }

        /** The server's "not before" counts whole seconds. */
        @Test
        void what_was_ended_a_moment_ago_is_ended_again() throws Exception {
            for (int round = 0; round < 6; round++) {
                assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
                assertThat(perform(Verb.QUERY, target)).isEqualTo(DONE);
                assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
            }
        }

        @Test
        void whoever_signs_in_again_is_left_alone() throws Exception {
            var before = stand.server.signIn(name(target)).json();
            assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
            assertThat(stand.server
                            .refresh(before.path("refresh_token").asText())
                            .status())
                    .isEqualTo(400);
            var after = stand.server.signIn(name(target)).json();
            assertThat(perform(Verb.QUERY, target)).isEqualTo(DONE);
            assertThat(perform(Verb.APPLY, target)).isEqualTo(DONE);
            assertThat(perform(Verb.RELEASE, target)).isEqualTo(DONE);
            assertThat(stand.server.isAlive(after.path("access_token").asText()))
                    .isTrue();
        }
    }
}
