//! `GET /entry-categories`, `POST /entry-categories`, `PUT /entry-categories/{id}`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::exchange::Category;
use domain::id::CategoryId;
use serde::{Deserialize, Serialize};
use service::access::Caller;
use service::exchange::{SetCategory, categories};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::caller::{Body, Id, Signed};
use crate::problem::Problem;
use crate::router::App;
use crate::wire::Answer;

#[derive(Serialize, ToSchema)]
pub struct CategoryBody {
    pub id: Uuid,
    pub version: i64,
    /// Stable within the district.
    pub code: String,
    pub name: String,
    /// The group it lies in; absent for a group.
    pub parent_id: Option<Uuid>,
    /// No longer chosen, kept for the entries that bear it.
    pub retired: bool,
}

impl From<Category> for CategoryBody {
    fn from(category: Category) -> Self {
        Self {
            id: category.id.uuid(),
            version: category.version,
            code: category.code,
            name: category.name.as_str().to_owned(),
            parent_id: category.parent.map(|id| id.uuid()),
            retired: category.retired,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct CategoriesBody {
    pub items: Vec<CategoryBody>,
}

async fn all(app: &App, caller: &Caller) -> Answer<CategoriesBody> {
    let mut view = app.lianhe.view(caller, None).await?;
    let items = categories(&mut view).await?;
    Ok(Json(CategoriesBody { items: items.into_iter().map(CategoryBody::from).collect() }))
}

#[utoipa::path(get, path = "/entry-categories", operation_id = "list_entry_categories", tag = "exchange", responses((status = 200, body = CategoriesBody)))]
pub async fn list(State(app): State<App>, Signed(caller): Signed) -> Answer<CategoriesBody> {
    all(&app, &caller).await
}

#[derive(Deserialize, ToSchema)]
pub struct CategoryCreate {
    pub code: String,
    pub name: String,
    pub parent_id: Option<Uuid>,
}

#[utoipa::path(post, path = "/entry-categories", operation_id = "create_entry_category", tag = "exchange", request_body = CategoryCreate, responses((status = 201, body = CategoriesBody)))]
pub async fn create(
    State(app): State<App>,
    Signed(caller): Signed,
    Body(request): Body<CategoryCreate>,
) -> Result<(StatusCode, Json<CategoriesBody>), Problem> {
    let parent = request.parent_id.map(CategoryId::new);
    let command = SetCategory { known: None, code: request.code, name: request.name, parent, retired: false };
    app.lianhe.write(&caller, command).await?;
    Ok((StatusCode::CREATED, all(&app, &caller).await?))
}

#[derive(Deserialize, ToSchema)]
pub struct CategoryEdit {
    /// The version that was read.
    pub version: i64,
    pub name: String,
    pub parent_id: Option<Uuid>,
    pub retired: bool,
}

#[utoipa::path(put, path = "/entry-categories/{id}", operation_id = "edit_entry_category", tag = "exchange", params(("id" = Uuid, Path)), request_body = CategoryEdit, responses((status = 200, body = CategoriesBody)))]
pub async fn edit(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(request): Body<CategoryEdit>,
) -> Answer<CategoriesBody> {
    let command = SetCategory {
        known: Some((CategoryId::new(id), request.version)),
        code: String::new(),
        name: request.name,
        parent: request.parent_id.map(CategoryId::new),
        retired: request.retired,
    };
    app.lianhe.write(&caller, command).await?;
    all(&app, &caller).await
}
