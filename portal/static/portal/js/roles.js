// Shows the blocs for a secretary and the enterprise for a contact; without it all fields stay.
const form = document.querySelector(".people-form");
const places = { blocs: "bloc_secretary", enterprise: "enterprise_contact" };

function show() {
  for (const [name, role] of Object.entries(places)) {
    const field = form.querySelector(`[name="${name}"]`)?.closest("[data-field-wrapper]");
    if (field) field.hidden = form.elements.role.value !== role;
  }
}

if (form) {
  form.elements.role.addEventListener("change", show);
  show();
}
