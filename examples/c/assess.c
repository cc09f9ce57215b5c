/*
 * assess FOLDER [REPORT]: assesses the dossier in FOLDER and writes the report.
 *
 * The whole of zhun's C interface as a host uses it: the host opens files, the library works on
 * bytes. cc assess.c $(pkg-config --cflags --libs zhun) -o assess
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zhun.h>

static int complain(const zhun_error* error) {
  fprintf(stderr, "assess: %s: %s", zhun_status_name(error->status), error->message);
  if (error->source[0] != '\0') fprintf(stderr, " [%s", error->source);
  if (error->row > 0) fprintf(stderr, ", row %u", (unsigned)error->row);
  if (error->field[0] != '\0') fprintf(stderr, ", %s", error->field);
  fprintf(stderr, "%s\n", error->source[0] != '\0' ? "]" : "");
  return 1;
}

/* The bytes of FOLDER/NAME, to be freed; NULL when it cannot be read. */
static char* read_file(const char* folder, const char* name, size_t* size) {
  char path[4096];
  char* bytes = NULL;
  long length;
  FILE* file;
  if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path) return NULL;
  file = fopen(path, "rb");
  if (file == NULL) return NULL;
  if (fseek(file, 0, SEEK_END) == 0 && (length = ftell(file)) >= 0 &&
      fseek(file, 0, SEEK_SET) == 0 && (bytes = malloc((size_t)length + 1)) != NULL) {
    *size = fread(bytes, 1, (size_t)length, file);
    if (*size != (size_t)length) {
      free(bytes);
      bytes = NULL;
    }
  }
  fclose(file);
  return bytes;
}

/* Adds FOLDER/NAME to the dossier. dossier.json may have been written by others: stay in the
 * folder. */
static int add_file(zhun_dossier* dossier, const char* folder, const char* name) {
  zhun_error error = ZHUN_ERROR_INIT;
  zhun_status status;
  size_t size = 0;
  char* bytes = NULL;
  if (name[0] != '/' && strstr(name, "..") == NULL) bytes = read_file(folder, name, &size);
  if (bytes == NULL) {
    fprintf(stderr, "assess: a file of the dossier cannot be read\n");
    return 1;
  }
  status = zhun_dossier_add(dossier, name, bytes, size, &error);
  free(bytes);
  return status == ZHUN_OK ? 0 : complain(&error);
}

static int add_files(zhun_dossier* dossier, const char* folder) {
  zhun_error error = ZHUN_ERROR_INIT;
  const char* name = NULL;
  if (add_file(dossier, folder, "dossier.json") != 0) return 1;
  for (;;) {
    if (zhun_dossier_next_file(dossier, &name, &error) != ZHUN_OK) return complain(&error);
    if (name == NULL) return 0;
    if (add_file(dossier, folder, name) != 0) return 1;
  }
}

static int print_and_save(const zhun_assessment* assessment, const char* report) {
  static const char* const decisions[] = {"propose", "refer", "manual review required"};
  zhun_error error = ZHUN_ERROR_INIT;
  zhun_summary summary = ZHUN_SUMMARY_INIT;
  zhun_buffer html = ZHUN_BUFFER_INIT;
  FILE* file;
  int failed;
  if (zhun_assessment_summary(assessment, &summary, &error) != ZHUN_OK) return complain(&error);
  printf("decision: %s\n", decisions[summary.decision]);
  printf("score:    %d %s\n", (int)summary.score, summary.grade);
  printf("limit:    %lld.%02d yuan\n", (long long)(summary.limit_fen / 100),
         (int)(summary.limit_fen % 100));
  if (zhun_assessment_render(assessment, "text/html", &html, &error) != ZHUN_OK)
    return complain(&error);
  file = fopen(report, "wb");
  failed = file == NULL || fwrite(html.data, 1, html.size, file) != html.size;
  if (file != NULL && fclose(file) != 0) failed = 1;
  zhun_buffer_free(&html);
  if (failed) fprintf(stderr, "assess: the report cannot be written\n");
  return failed;
}

int main(int argc, char** argv) {
  zhun_error error = ZHUN_ERROR_INIT;
  zhun_policy* policy = NULL;
  zhun_dossier* dossier = NULL;
  zhun_assessment* assessment = NULL;
  int status = 1;
  if (argc < 2 || argc > 3) {
    fprintf(stderr, "usage: assess FOLDER [REPORT]\n");
    return 2;
  }
  if (zhun_policy_default(&policy, &error) != ZHUN_OK ||
      zhun_dossier_create(&dossier, &error) != ZHUN_OK) {
    complain(&error);
  } else if (add_files(dossier, argv[1]) == 0) {
    if (zhun_dossier_run(dossier, policy, NULL, &assessment, &error) != ZHUN_OK)
      complain(&error);
    else
      status = print_and_save(assessment, argc == 3 ? argv[2] : "report.html");
  }
  zhun_assessment_free(assessment);
  zhun_dossier_free(dossier);
  zhun_policy_free(policy);
  return status;
}
