package io.gabion.detectors.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EncodingTest {
    @Test
    void letters_of_words_are_told_from_others() {
        assertThat(Words.ENGLISH.places("theirpeople")).containsExactly(1, 3, 3, 3, 3, 1, 3, 3, 3, 3, 3);
        assertThat(Words.ENGLISH.places("xqzvjk")).containsExactly(0, 0, 0, 0, 0, 0);
        assertThat(Words.ENGLISH.places("")).isEmpty();
    }

    @Test
    void a_letter_in_a_word_has_another_id_than_the_same_letter_in_none() {
        var domain = new Encoding.Domain();
        var word = domain.encode("water.com");
        var none = domain.encode("wqzxr.com");

        assertThat(word[31]).isNotEqualTo(none[31]);
        assertThat(IntStream.range(0, word.length).mapToLong(i -> word[i])).allMatch(id -> id < domain.ids());
    }

    @Test
    void numbers_have_parts_between_their_edges_and_one_for_what_is_beyond() {
        var column = Column.of(
                IntStream.rangeClosed(1, 100).mapToObj(String::valueOf).toList());

        assertThat(column.part("0")).isZero();
        assertThat(column.part("1")).isEqualTo(1);
        assertThat(column.part("1.5")).isEqualTo(1);
        assertThat(column.part("2")).isEqualTo(2);
        assertThat(column.part("100")).isEqualTo(column.parts() - 2);
        assertThat(column.part("101")).isEqualTo(column.parts() - 1);
        assertThat(column.part("tcp")).isZero();
        assertThat(column.part("NaN")).isZero();
        assertThat(column.part("1e999")).isZero();
    }

    @Test
    void words_have_a_part_each_and_all_others_the_first() {
        var column = Column.of(List.of("tcp", "udp", "7"));

        assertThat(column.words()).containsExactly("7", "tcp", "udp");
        assertThat(column.part("icmp")).isZero();
        assertThat(column.part("7")).isEqualTo(1);
        assertThat(column.part("udp")).isEqualTo(3);
        assertThat(Column.of(IntStream.range(0, 1_000).mapToObj(i -> "w" + i).toList())
                        .parts())
                .isEqualTo(Column.MOST_WORDS + 1);
    }

    @Test
    void a_mail_is_also_how_it_was_made_and_whether_its_senders_agree_but_not_who_they_are() {
        var mail = new MailEncoding();
        var plain = row(mail, "From: Ann <ann@a.example.org>\r\nReply-To:\r\n bob@example.org\r\nReceived: x");
        assertThat(plain).isEqualTo(row(mail, "from: <eve@example.com>\nreply-to: eve@b.example.com\nReceived: y\n"));
        assertThat(row(mail, "From: ann@example.org\nReply-To: bob@example.com\nReceived: x"))
                .as("another sender is to be answered")
                .isNotEqualTo(plain);
        assertThat(row(mail, "From: ann@a.example.org\nReply-To: bob@example.org\nReceived: x\nReceived: y"))
                .as("it came a longer way")
                .isNotEqualTo(plain);
        assertThat(row(mail, "X-Own-Filter: spam")).isEqualTo(row(mail, ""));
        assertThat(row(mail, "Content-Type: text/html; charset=koi8-r"))
                .isNotEqualTo(row(mail, "Content-Type: text/plain"));
    }

    private static long[] row(MailEncoding mail, String headers) {
        return mail.row(new Scorer.Input.Mail(headers, "Hello", "a text"));
    }

    @Test
    void a_mail_is_the_set_of_its_words_and_pairs_with_those_of_the_subject_apart() {
        var mail = new MailEncoding();
        var once = mail.row(new Scorer.Input.Mail("Free", "see http://a.example/x free"));
        var twice = mail.row(new Scorer.Input.Mail("Free free", "see http://a.example/y FREE"));

        assertThat(once).hasSize(mail.length()).startsWith(twice[0]);
        assertThat(java.util.Arrays.stream(once).filter(id -> id != 0).distinct())
                .allMatch(id -> id > 0 && id < mail.ids())
                .hasSize(10);
        assertThat(mail.row(new Scorer.Input.Mail("", "w ".repeat(100) + "x".repeat(100_000))))
                .hasSize(mail.length());
    }

    @Test
    void a_vector_of_another_width_is_refused() throws IOException {
        var vector = new VectorEncoding(List.of(Column.of(List.of("1", "2")), Column.of(List.of("a"))), "");
        var line = new com.fasterxml.jackson.databind.json.JsonMapper().readTree("{\"vector\":[1]}");

        assertThatThrownBy(() -> InputFile.input(vector, line)).hasMessage("1 values, the model was made for 2");
        assertThat(vector.encode(List.of("2", "a"))).containsExactly(2, vector.parts() + 1);
    }

    @Test
    void a_vector_of_other_features_is_refused_and_so_are_rows_of_several() throws IOException {
        var json = new com.fasterxml.jackson.databind.json.JsonMapper();
        var vector = new VectorEncoding(List.of(Column.of(List.of("1", "2"))), "window-cloud 1");
        var own = json.readTree("{\"vector\":[1],\"features\":\"window-cloud 1\"}");
        var next = json.readTree("{\"vector\":[1],\"features\":\"window-cloud 2\"}");

        assertThat(VectorEncoding.of(vector.columns(), vector.schema())).isEqualTo(vector);
        assertThat(InputFile.input(vector, own)).isNotNull();
        assertThat(InputFile.input(vector, json.readTree("{\"vector\":[1]}"))).isNotNull();
        assertThatThrownBy(() -> InputFile.input(vector, next))
                .hasMessage("values of \"window-cloud 2\", the model was made for \"window-cloud 1\"");
        assertThatThrownBy(() -> InputFile.made(List.of(own, next)))
                .hasMessage("rows of \"window-cloud 2\" among those of \"window-cloud 1\"");
    }
}
