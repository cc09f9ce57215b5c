/* An engine in C, as a host may write one: reads every line as "7", and misbehaves as its data path
 * tells it to. */
#include <stdlib.h>
#include <string.h>

#include "zhun.h"

typedef struct fake {
  char mode[32];
} fake;

static zhun_status complain(zhun_error* error, zhun_status status, const char* message) {
  if (error != NULL) {
    error->status = status;
    strncpy(error->message, message, sizeof(error->message) - 1);
  }
  return status;
}

static zhun_status read_lines(void* self, const zhun_ocr_line* lines, size_t line_count,
                              zhun_ocr_line_sink sink, void* sink_self, zhun_error* error) {
  const fake* engine = self;
  size_t i = 0;
  if (strcmp(engine->mode, "fails") == 0) return complain(error, ZHUN_EFORMAT, "no line");
  if (strcmp(engine->mode, "silent") == 0) return -12345;
  for (i = 0; i < line_count; ++i) {
    /* The first step's symbol is the line's first pixel, so that a test sees what arrives. */
    zhun_ocr_score scores[3] = {{0, 0, 0.25F}, {0, 0, 0.75F}, {2, 0, 1.0F}};
    zhun_status status = ZHUN_OK;
    scores[1].symbol = lines[i].pixels[0];
    if (lines[i].content == ZHUN_OCR_NUMBER) scores[1].symbol = '7';
    if (strcmp(engine->mode, "surrogate") == 0) scores[1].symbol = 0xD800;
    if (strcmp(engine->mode, "probability") == 0) scores[1].probability = 2;
    if (strcmp(engine->mode, "step") == 0) scores[2].step = 3;
    if (strcmp(engine->mode, "backwards") == 0) scores[0].step = 1;
    if (strcmp(engine->mode, "forgets") == 0 && i + 1 == line_count) break;
    status = sink(sink_self, strcmp(engine->mode, "order") == 0 ? i + 1 : i, 3, scores, 3);
    if (status != ZHUN_OK) return complain(error, status, "the host stopped");
  }
  return ZHUN_OK;
}

static zhun_status decode_picture(void* self, const void* data, size_t size, uint32_t frame,
                                  uint64_t pixels_max, zhun_ocr_picture_sink sink, void* sink_self,
                                  zhun_error* error) {
  const fake* engine = self;
  zhun_ocr_picture picture = {sizeof(zhun_ocr_picture), 4, 2, 1, 300, 5};
  uint8_t* room = NULL;
  (void)pixels_max;
  if (strcmp(engine->mode, "huge") == 0) picture.width = picture.height = 0xFFFFFFFFu;
  if (strcmp(engine->mode, "channels") == 0) picture.channels = 2;
  if (strcmp(engine->mode, "unread") == 0) return ZHUN_OK;
  room = sink(sink_self, &picture);
  if (room == NULL) return complain(error, ZHUN_ECANCELLED, "not wanted");
  memset(room, (int)(frame + (size > 0 ? *(const uint8_t*)data : 0)), 8);
  return ZHUN_OK;
}

static void close_fake(void* self) { free(self); }

#if defined(__GNUC__)
__attribute__((visibility("default")))
#endif
zhun_status zhun_ocr_engine_open(const char* data_path, zhun_ocr_engine* out, zhun_error* error);

zhun_status zhun_ocr_engine_open(const char* data_path, zhun_ocr_engine* out, zhun_error* error) {
  fake* engine = NULL;
  if (strcmp(data_path, "refuses") == 0)
    return complain(error, ZHUN_EUNSUPPORTED, "the self-test failed");
  engine = calloc(1, sizeof(fake));
  if (engine == NULL) return complain(error, ZHUN_ENOMEM, "no memory");
  strncpy(engine->mode, data_path, sizeof(engine->mode) - 1);
  out->self = engine;
  out->name = "fake 1";
  out->proof_margin = 12.5;
  out->floor = strcmp(data_path, "floor") == 0 ? 0.0 : 0.001;
  out->read_lines = strcmp(data_path, "hollow") == 0 ? NULL : read_lines;
  out->decode_picture = strcmp(data_path, "blind") == 0 ? NULL : decode_picture;
  out->close = close_fake;
  return ZHUN_OK;
}
